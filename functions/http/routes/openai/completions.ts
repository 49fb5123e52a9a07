import { completionContract } from "#shared/wire/http/completions.ts";
import { answerCompletion } from "../../openai/answer-completion.ts";
import { route } from "../../route.ts";

export const completionRoute = route(completionContract, answerCompletion);
