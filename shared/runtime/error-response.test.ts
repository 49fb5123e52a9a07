import { describe, expect, test } from "vitest";
import {
  AppError,
  Conflict,
  Forbidden,
  IdempotencyMismatch,
  MethodNotAllowed,
  NotFound,
  PayloadTooLarge,
  Unauthenticated,
  UnsupportedMediaType,
  UpstreamUnavailable,
  ValidationFailed,
} from "../errors.ts";
import { errorHeaders, handlingOf, toErrorBody } from "./error-response.ts";

describe("an error of ours", () => {
  test.each([
    [ValidationFailed.at("content", "must not be empty"), "validation_failed", 400, false],
    [new Unauthenticated(), "unauthenticated", 401, false],
    [new Forbidden("no"), "forbidden", 403, false],
    [new NotFound("message"), "not_found", 404, false],
    [new MethodNotAllowed(["GET"]), "method_not_allowed", 405, false],
    [new Conflict("still running", 3), "conflict", 409, true],
    [new PayloadTooLarge(5), "payload_too_large", 413, false],
    [new UnsupportedMediaType(), "unsupported_media_type", 415, false],
    [new IdempotencyMismatch(), "idempotency_mismatch", 422, false],
    [new AppError("rate_limited", "slower"), "rate_limited", 429, true],
    [new UpstreamUnavailable("the database"), "upstream_unavailable", 503, true],
  ])("%s has its code, status, and a word on whether to retry", (error, code, status, retry) => {
    expect(toErrorBody(error, "r1")).toMatchObject({ code, message: error.message, request_id: "r1" });
    expect(handlingOf(error)).toEqual({ status, retry });
  });

  test("names what is wrong, the first of it in the message", () => {
    const details = [
      { path: "content", message: "must not be empty" },
      { path: "role", message: "is required" },
    ];
    expect(toErrorBody(new ValidationFailed(details), "r1")).toEqual({
      code: "validation_failed",
      message: "content must not be empty",
      request_id: "r1",
      details,
    });
  });

  test("has no details where there are none", () => {
    expect(toErrorBody(new NotFound("message"), "r1")).toEqual({
      code: "not_found",
      message: "message not found",
      request_id: "r1",
    });
  });

  test("keeps its cause to itself", () => {
    const error = new UpstreamUnavailable("the database", new Error("password of aimi_app"));
    expect(JSON.stringify(toErrorBody(error, "r1"))).not.toContain("password");
  });
});

describe("an error of anyone else", () => {
  test.each([new Error("secret"), new TypeError("secret"), "secret", undefined, null, { code: "not_found" }])(
    "is opaque, a 500, and seen again by a consumer: %s",
    (error) => {
      expect(toErrorBody(error, "r1")).toEqual({
        code: "internal",
        message: "something went wrong on our side",
        request_id: "r1",
      });
      expect(handlingOf(error)).toEqual({ status: 500, retry: true });
    },
  );

  test("is opaque when it is ours with a code that the table does not know", () => {
    expect(handlingOf(new AppError("made_up", "text"))).toEqual({ status: 500, retry: true });
  });
});

describe("headers", () => {
  test("say when to try again, where the error knows", () => {
    expect(errorHeaders(new UpstreamUnavailable("the database"))).toEqual({ "retry-after": "2" });
    expect(errorHeaders(new Conflict("still running", 3))).toEqual({ "retry-after": "3" });
    expect(errorHeaders(new Conflict("exists"))).toEqual({});
  });

  test("say which methods an address answers", () => {
    expect(errorHeaders(new MethodNotAllowed(["GET", "POST"]))).toEqual({ allow: "GET, POST" });
  });

  test("are none for what is not ours", () => {
    expect(errorHeaders(new Error("x"))).toEqual({});
  });
});
