import type { Route } from "../../route.ts";
import {
  changeEventRoute,
  createEventRoute,
  deleteEventRoute,
  getEventRoute,
  listEventsRoute,
} from "./events.ts";
import { changeGoalRoute, createGoalRoute, deleteGoalRoute, getGoalRoute, listGoalsRoute } from "./goals.ts";
import {
  changeTaskRoute,
  createGoalTaskRoute,
  createTaskRoute,
  deleteTaskRoute,
  getTaskRoute,
  listGoalTasksRoute,
  listTasksRoute,
} from "./tasks.ts";

export const routes: readonly Route[] = [
  listGoalsRoute,
  createGoalRoute,
  getGoalRoute,
  changeGoalRoute,
  deleteGoalRoute,
  listGoalTasksRoute,
  createGoalTaskRoute,
  listTasksRoute,
  createTaskRoute,
  getTaskRoute,
  changeTaskRoute,
  deleteTaskRoute,
  listEventsRoute,
  createEventRoute,
  getEventRoute,
  changeEventRoute,
  deleteEventRoute,
];
