import "#shared/runtime/begin-secret.ts";
import type { Context } from "aws-lambda";
import { beginNight } from "#shared/domain/retention/begin-night.ts";
import { sweepAnswers } from "#shared/domain/retention/sweep-answers.ts";
import { sweepConnections } from "#shared/domain/retention/sweep-connections.ts";
import { sweepFailedJobs } from "#shared/domain/retention/sweep-failed-jobs.ts";
import { sweepRuns } from "#shared/domain/retention/sweep-runs.ts";
import { keepOutDisabled } from "#shared/domain/users/keep-out-disabled.ts";
import { composeNight } from "#shared/runtime/compose/retention.ts";

const ports = await composeNight();

export async function handler(_event: unknown, context: Context) {
  const begun = await beginNight(ports);
  const swept = await sweepConnections(ports);
  const keptOut = await keepOutDisabled(ports);
  const remainingMs = () => context.getRemainingTimeInMillis();
  const { forgotten } = await sweepAnswers(ports, { remainingMs });
  const { runsForgotten } = await sweepRuns(ports, { remainingMs });
  const { dropped } = await sweepFailedJobs(ports);
  ports.log.info("retention", { ...begun, ...swept, ...keptOut, dropped, forgotten, runsForgotten });
  return begun;
}
