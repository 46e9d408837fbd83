import { Hono } from "hono";
import { html } from "hono/html";
import { VERSION } from "../../platform/version.ts";
import type { ListedPortfolio } from "../../portfolio/report/portfolio-list.ts";
import { refuseOtherMethods } from "../methods.ts";

const PER_CENT = 100;
const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:3rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:right;padding:.3rem .6rem;border-bottom:1px solid #ccc}th:first-child,td:first-child{text-align:left}code{background:#eee;padding:.1rem .3rem}";

const amount = (value: number) => value.toLocaleString("en-US", { minimumFractionDigits: 2 });
const share = (value: number | null) => (value === null ? "unknown" : `${(value * PER_CENT).toFixed(2)} %`);

function row({ name, currency, snapshot }: ListedPortfolio) {
  if (snapshot === null) return html`<tr><td>${name}</td><td colspan="5">no snapshot yet</td></tr>`;
  const { date, equity, daily_pnl: pnl, daily_return: dailyReturn, status } = snapshot;
  return html`<tr><td>${name}</td><td>${date}</td><td>${amount(equity)} ${currency}</td><td>${amount(pnl)}</td><td>${share(dailyReturn)}</td><td>${status}</td></tr>`;
}

function summary(portfolios: readonly ListedPortfolio[]) {
  return html`<h2>Sample portfolios</h2>
<table><tr><th>portfolio</th><th>session</th><th>equity</th><th>P&amp;L</th><th>return</th><th>status</th></tr>${portfolios.map(row)}</table>`;
}

/**
 * GET /: a page that says what answers here, without data.
 * @param portfolios Of a demo, on this machine alone, the portfolios to be summed up; null anywhere else.
 */
export function homeRoutes(portfolios: (() => readonly ListedPortfolio[]) | null): Hono {
  const routes = new Hono();
  routes.get("/", (context) =>
    context.html(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>nightdesk</title><style>${STYLE}</style></head>
<body><h1>nightdesk ${VERSION}</h1>
<p>A portfolio risk desk's night in one executable. The API is below <code>/api/v1</code> and wants a bearer token: <code>nightdesk token create --scope read</code>.</p>
<ul><li><a href="/health">/health</a>: whether it runs</li><li><a href="/health/ready">/health/ready</a>: what it stands on</li>
<li><code>GET /api/v1/portfolios</code>, and below each its <code>snapshots</code>, <code>report</code> and <code>history</code></li>
<li><code>POST /api/v1/admin/batch/run</code> starts a night, <code>GET /api/v1/admin/batch/run/current</code> watches it</li></ul>
${portfolios === null ? "" : summary(portfolios())}
</body></html>`),
  );
  refuseOtherMethods(routes);
  return routes;
}
