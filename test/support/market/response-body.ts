import type { Answer } from "./answer.ts";

/** An answer as a response of HTTP, with its text or another body. */
export function responseOf(
  answer: Answer,
  body: string | ReadableStream<Uint8Array> = answer.text,
): Response {
  const headers = { "content-type": answer.contentType, ...answer.headers };
  return new Response(body, { status: answer.status, headers });
}

/** A body that fails before its first byte. */
export function failingBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.error() });
}

/** Half of a text at once, the rest after so many milliseconds, unless it is given up before. */
export function slowBody(text: string, ms: number, ended: AbortSignal): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const half = Math.floor(bytes.length / 2);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes.slice(0, half));
      timer = setTimeout(() => {
        controller.enqueue(bytes.slice(half));
        controller.close();
      }, ms);
      ended.addEventListener("abort", () => clearTimeout(timer), { once: true });
    },
    cancel: () => clearTimeout(timer),
  });
}
