/** What whoever signals danger to themselves is told, unless their tenant has set an answer of its own. */
export const defaultCareAnswer = `I am really glad that you told me. What you describe sounds serious, and you do not have to carry it alone. I am a program and cannot give you the help that you deserve right now, but people can, at any hour:

- If you or somebody else is in immediate danger, call your local emergency number now: 112 in Europe, 911 in the USA and Canada, 999 in the UK, 000 in Australia.
- To talk to somebody now: in the USA and Canada call or text 988; in the UK and Ireland call Samaritans at 116 123; in Germany call 0800 111 0 111; elsewhere findahelpline.com lists free and confidential lines for your country.
- If you can, tell a person whom you trust and stay with them.

I am here, and we can go on talking whenever you want to.`;
