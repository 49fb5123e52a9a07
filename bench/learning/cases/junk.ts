import type { LearningCase } from "../learning-case.ts";

export const junk: readonly LearningCase[] = [
  {
    name: "small talk",
    sittings: [{ said: ["Hi there!", "How are you?", "Nice weather.", "Haha, lol.", "See you!"] }],
    nothing: true,
  },
  {
    name: "questions",
    sittings: [
      { said: ["Where do I live?", "What is the capital of France?", "Do you know whether I like tea?"] },
    ],
    nothing: true,
  },
  {
    name: "instructions to the model",
    sittings: [
      {
        said: ["Write me a poem about a dog called Rex.", "Translate this into French.", "Make it shorter."],
      },
    ],
    nothing: true,
  },
  {
    name: "what is only imagined",
    sittings: [
      {
        said: [
          "If I lived in Rome, I would eat pizza every day.",
          "Imagine I work at NASA.",
          "Maybe I'll move to Spain.",
        ],
      },
    ],
    nothing: true,
  },
  {
    name: "what others say",
    sittings: [
      {
        said: [
          'My boss said: "I live in Paris and I love golf."',
          'The song goes "I am a rock, I am an island".',
        ],
      },
    ],
    nothing: true,
  },
  {
    name: "common knowledge",
    sittings: [{ said: ["Water boils at 100 degrees.", "Paris is the capital of France."] }],
    nothing: true,
  },
  {
    name: "moods of a moment",
    sittings: [{ said: ["I'm tired today.", "I'm fine, thanks.", "I'm going to bed."] }],
    nothing: true,
  },
  {
    name: "praise for the model",
    sittings: [{ said: ["I love your answer.", "You are very helpful.", "I like that."] }],
    nothing: true,
  },
  {
    name: "what the model says of the person",
    sittings: [
      {
        said: [
          { role: "assistant", text: "You live in Madrid and you love bullfights." },
          "What can I cook?",
          { role: "assistant", text: "You have a cat called Felix." },
        ],
      },
    ],
    nothing: true,
  },
  {
    name: "what is not known",
    sittings: [
      { said: ["I don't know where I want to live.", "I'm not sure whether I like jazz.", "No idea."] },
    ],
    nothing: true,
  },
  { name: "a password", sittings: [{ said: ["My password is hunter2."] }], never: [/hunter2/] },
  {
    name: "small talk in chat",
    via: "chat",
    sittings: [{ said: ["Hello!", "Tell me a short story.", "Thanks, bye!"] }],
    nothing: true,
  },
  {
    name: "an echo of what was recalled, and a thank you",
    via: "chat",
    sittings: [
      { said: ["I love tea.", "What do I love?", "Thank you."] },
      { said: ["What do I love?", "What did I tell you?", "Thanks."] },
    ],
    known: [/tea/],
    never: [/you love|you told/i],
  },
  {
    name: "an echo by the assistant, agreed to",
    sittings: [
      { said: ["I love tea."] },
      { said: [{ role: "assistant", text: "You told me in May that you love tea and opera." }, "Thanks."] },
    ],
    known: [/tea/],
    never: [/opera/],
  },
  {
    name: "what the assistant asks and the person confirms",
    sittings: [{ said: [{ role: "assistant", text: "So you live in Nantes, right?" }, "Yes, exactly."] }],
    known: [/Nantes/],
  },
  {
    name: "what the assistant asks and the person denies",
    sittings: [{ said: [{ role: "assistant", text: "So you live in Nantes, right?" }, "No."] }],
    nothing: true,
  },
];
