import { type Posted, type PostFrameNeeds, postFrame } from "./post-frame.ts";

/** Posts frames one after another, and none behind one that did not arrive: who misses some resumes. */
export async function postInOrder(
  ports: PostFrameNeeds,
  connectionId: string,
  frames: readonly Readonly<Record<string, unknown>>[],
): Promise<Posted> {
  for (const frame of frames) {
    const outcome = await postFrame(ports, connectionId, frame);
    if (outcome !== "sent") return outcome;
  }
  return "sent";
}
