import { expect, setDefaultTimeout, test } from "bun:test";
import { FROM_SOURCE, TEST_LIMIT_MS } from "../support/command.ts";
import { ProvidedCompanies } from "./provided-companies.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const options = { program: FROM_SOURCE, env: { NIGHTDESK_PROVIDERS: "yahoo" } };

test("a plan tells what is put off of profiles and statements, and why", async () => {
  await using desk = new ProvidedCompanies();
  expect(await desk.run(["symbol", "AAPL", "--watch"], options)).toMatchObject({ code: 0 });
  desk.servers.yahoo.fault = ({ kind }) =>
    kind === "quote" ? { kind: "too_many_requests", retryAfter: 3600 } : null;
  expect(await desk.run(["collect"], options)).toMatchObject({ code: 0 });
  const { stdout } = await desk.run(["plan"], options);
  expect(stdout).toMatch(
    /^AAPL: no profile or statements before \d{4}-\d\d-\d\dT\S+Z \((rate_limited|not_asked)\)$/m,
  );
});
