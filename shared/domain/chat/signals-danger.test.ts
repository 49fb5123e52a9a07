import { describe, expect, test } from "vitest";
import { signalsDanger } from "./signals-danger.ts";

describe("a message that signals danger", () => {
  test.each([
    "I want to kill myself",
    "i’ve been thinking about ending my life",
    "I just want to die.",
    "I wish I were dead",
    "Honestly everyone would be better off without me",
    "I don't want to live anymore",
    "I feel so suicidal tonight",
    "I took all my pills",
    "My husband threatened to kill me last night",
    "he beats me when he drinks",
    "I'm cutting myself again",
    "Ich will einfach nicht mehr leben",
    "Ich denke daran, mich umzubringen",
    "Ich habe Selbstmordgedanken",
    "Quiero morirme",
    "J'ai envie de mourir",
    "Voglio farla finita",
    "Quero me matar",
    "Ik wil niet meer leven",
    "我不想活了",
    "死にたい",
    "죽고 싶어요",
    "أريد أن أموت",
    "Я больше не могу, хочу умереть",
    "I WANT TO DIE",
    "i want\nto die",
  ])("is met with help: %s", (text) => {
    expect(signalsDanger(text)).toBe(true);
  });

  test.each([
    "This deadline is killing me",
    "I could die for a pizza",
    "I wanted to die of embarrassment",
    "I cut myself shaving this morning",
    "I hurt myself while running, my knee is swollen",
    "I have to write an essay about suicide prevention",
    "My brother beats me at chess",
    "I would never hurt myself, don't worry",
    "I don't want to live in Berlin any longer",
    "I don't want to be here today, the office is so loud",
    "My phone died again",
    "How do I kill a process?",
    "I'm dead tired",
    "Ich will nicht mehr rauchen",
    "Me mata el calor",
    "Je meurs de faim",
    "",
  ])("and one that does not is answered as ever: %s", (text) => {
    expect(signalsDanger(text)).toBe(false);
  });
});
