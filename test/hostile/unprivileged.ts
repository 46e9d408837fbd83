import { getuid } from "node:process";

const NOBODY = "65534";

/** What a command is run through so that folder permissions bind it: root first becomes nobody, who owns nothing. */
export const UNPRIVILEGED: readonly string[] =
  getuid?.() === 0 ? ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"] : [];
