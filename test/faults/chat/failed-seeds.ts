/** Seeds whose runs once went wrong, each with what was wrong then. */
export const failedSeeds: readonly (readonly [seed: number, was: string])[] = [
  [4, "a run begun anew after Redis had lost the one before was added to its words"],
  [7, "a message waited for one that Redis had forgotten, by the number of polls"],
  [11, "a letter was done with while its other runner died"],
  [14, "a letter was done with while its other runner died"],
  [16, "another device was not told that a turn runs again"],
  [30, "who came to hear a run begun anew was not told that it had begun"],
  [203, "two who told an end again told it twice"],
  [5017, "a run whose chat.accepted was lost was added to the one before it"],
  [5060, "a run that Redis had forgotten to have been accepted was added to the error before it"],
  [5096, "a run that Redis had forgotten to have been accepted was added to the error before it"],
  [40018, "a place in a run that was lost was taken for one in the run that began anew"],
  [30244, "the error of a run came to a device after the acceptance of the next, and hid its words"],
  [40296, "a message was held up again with each time that it was sent again"],
  [40597, "who had stored an end was done with its letter, and who was to tell it died"],
  [40791, "a last frame was written without what closes the turn, whose runner died then"],
  [50051, "a device that came back while a failed message ran again did not know so, and dropped its words"],
  [40022, "an end was told under a higher fence by one that died, and by nobody after it"],
  [
    80256,
    "a message that was given up before the next began, and sent again, was taken for one begun after it",
  ],
];
