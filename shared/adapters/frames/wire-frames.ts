import type { FrameEncoder } from "../../ports/frame-encoder.ts";
import { writeAccepted } from "../../wire/frames/write-accepted.ts";
import { encodeFrame } from "../redis/turns/encode-frame.ts";

export const wireFrames: FrameEncoder = { encode: encodeFrame, accepted: writeAccepted };
