/** What the page's own scripts send: without a browser's name Yahoo answers 429 at once. */
export const YAHOO_HEADERS = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  accept: "application/json",
  "accept-language": "en-US,en;q=0.9",
} as const;
