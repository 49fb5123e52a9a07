import { clientFrame } from "#shared/wire/frames/client-frame.ts";
import { serverFrame } from "#shared/wire/frames/server-frame.ts";

/** OpenAPI has no word for a socket: its frames stand beside the paths. */
export const socket = {
  path: "/ws/chat",
  clientFrame: clientFrame.meta({ id: "ClientFrame" }),
  serverFrame: serverFrame.meta({ id: "ServerFrame" }),
};

export const chatDescription = `The socket at \`/ws/chat?ticket=…\` (a ticket comes from \`POST /v1/auth/ws-ticket\`) carries JSON text frames of at most 32 KB; \`x-websocket\` of the document has their schemas, ClientFrame and ServerFrame. \`POST /v1/chat\` says the same as server-sent events.

A client sends:

- \`chat.send {id, conversation_id?, text, after?}\`: says something. \`id\` is the client's, unique for its user; sent again it is the same turn. \`after\` names the id that must come before.
- \`chat.watch {conversation_id}\`: hears a conversation from now on.
- \`chat.resume {turn_id, after}\`: gets what it misses of a turn behind the seq \`after\`, for ten minutes after its end.
- \`chat.cancel {turn_id}\`: stops a reply; what was said is kept.
- \`reminder.ack {delivery_id}\`: the person has seen a reminder; every device of theirs hears \`reminder.closed\`. Again it changes nothing.
- \`reminder.snooze {delivery_id, until}\`: puts a reminder off until then; every device hears \`reminder.closed\`.
- \`ping\`: is answered with \`pong\`.

The server sends:

- \`chat.accepted {id, turn_id, conversation_id, text?}\`: the message was taken in; \`text\` is there on other devices of the person.
- \`chat.delta {turn_id, seq, text}\`: more of the reply.
- \`chat.tool {turn_id, seq, name, arguments, result, truncated?}\`: a tool was used.
- \`chat.done {turn_id, seq, message_id, text, finish_reason, memories, usage}\`: the end of the turn; \`text\` is null above 20 KB.
- \`chat.error {id?, turn_id?, conversation_id?, delivery_id?, seq?, error}\`: a frame was refused, with the ids that it named, or, with a seq, the turn ended so; after that the same \`id\` runs it again.
- \`session.ended {conversation_id, title, summary}\`: a sitting is over; every device of the person hears it, whatever it listens to. \`summary\` is null where the person said nothing that may be kept.
- \`reminder.due {delivery_id, reminder}\`: a reminder of the person has come due; every device hears it. It may come again, under the same \`delivery_id\`: what was told while no device was there comes once one has connected.
- \`reminder.closed {delivery_id}\`: it is acknowledged, put off or cancelled, or the next one has taken its place: show it no more.

\`seq\` starts at 1 and grows by one through a turn's frames: whoever misses one resumes from the last that it has. Each \`chat.accepted\` of a turn begins it anew: what was heard of it before is void. Whoever has sent a message again, and lost the socket before it was accepted, sends it once more; and so does whoever is told \`not_found\` on resuming.`;
