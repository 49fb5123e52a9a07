import type { ClientFrame } from "#shared/wire/frames/client-frame.ts";
import { answerCancel } from "./frames/chat-cancel.ts";
import { answerResume } from "./frames/chat-resume.ts";
import { answerSend } from "./frames/chat-send.ts";
import { answerWatch } from "./frames/chat-watch.ts";
import type { Answered, Socket } from "./socket.ts";

export async function answerFrame(frame: ClientFrame, socket: Socket): Promise<Answered> {
  switch (frame.type) {
    case "ping":
      return await socket.post({ type: "pong" });
    case "chat.send":
      return await answerSend(frame, socket);
    case "chat.watch":
      return await answerWatch(frame, socket);
    case "chat.resume":
      return await answerResume(frame, socket);
    case "chat.cancel":
      return await answerCancel(frame, socket);
    case "reminder.ack":
      return await (await import("./frames/reminder-ack.ts")).answerAck(frame, socket);
    case "reminder.snooze":
      return await (await import("./frames/reminder-snooze.ts")).answerSnooze(frame, socket);
  }
}
