import { expect, test } from "vitest";
import { delicateTypesOf } from "./delicate-types-of.ts";
import { tellsRefused } from "./tells-refused.ts";

test.each([
  "The user talked about depression, should, eat, tonight.",
  "Not yet answered: I have depression, what should I eat tonight?",
  "Depression should eat tonight assistant",
  "I am allergic to nuts. Do you know a good snack?",
  "Nut allergy snacks",
  "Diabetes wife dinner",
  "The user was diagnosed with multiple sclerosis in 2024.",
  "The user's wife has asthma.",
  "The user's back pain is worse in the morning.",
  "The user broke their left arm.",
  "The user's knee hurts.",
  "The user takes 50 mg of sertraline.",
  "The user is lactose intolerant.",
  "The user is pregnant.",
  "The user sees a therapist each week.",
  "The user has had panic attacks since March.",
  "The user weighs 82 kg.",
  "The user is sick.",
  "The user had surgery on Friday.",
  "Der Nutzer hat eine Nussallergie und Kopfschmerzen.",
  "L’utilisateur souffre de dépression.",
  "La usuaria está embarazada.",
])("%s tells of health", (text) => {
  expect(delicateTypesOf(text)).toEqual(["health"]);
});

test.each([
  "The user's birthday is on 3 May.",
  "The user was born in March 1990.",
  "The user is 34 years old.",
  "I am 34.",
  "The user got divorced last year.",
  "The user is married to Anna.",
  "The user is single.",
  "The user's phone number is 0170 1234.",
  "The user's e-mail is anna@example.com.",
  "The user is a practising Catholic.",
  "The user is gay.",
])("%s tells of what is personal", (text) => {
  expect(delicateTypesOf(text)).toEqual(["personal"]);
});

test.each([
  "The user wants to run a marathon in May and trains three times a week.",
  "The user lives in Berlin. The user works as a nurse.",
  "The user's sister Clara lives in Lisbon.",
  "The user has a dentist appointment on Friday at 9.",
  "The user works as a doctor in a hospital.",
  "The user is a vegetarian cook.",
  "The user is vegetarian.",
  "The user asked for vegetarian recipes and a good snack.",
  "The user is sick of their commute and tired of meetings.",
  "The user reads a novel about the Great Depression.",
  "The user is reading a depressing book.",
  "The user paints, and likes pain au chocolat.",
  "The user wants to sleep earlier and eat more vegetables.",
  "The user felt stressed before the exam and agreed to rest.",
  "To talk about next time: the user's knee.",
  "The user plans a birthday party for Anna on Saturday.",
  "The user is engaged in local politics.",
  "The user wants a single room near the Christian church.",
  "The user talked about vaccines.",
  "The user is 34 km into the challenge.",
  "The user broke their phone and bought a new one.",
  "The user plays the flute, keeps a hive of bees and reads Ibsen.",
  "The plan addresses the e-mail backlog.",
])("%s tells of neither", (text) => {
  expect(delicateTypesOf(text)).toEqual([]);
});

test("a text tells of what is refused where its type is", () => {
  expect(tellsRefused("I have asthma", ["health"])).toBe(true);
  expect(tellsRefused("I have asthma", ["personal", "plan"])).toBe(false);
  expect(tellsRefused("I have asthma", [])).toBe(false);
});
