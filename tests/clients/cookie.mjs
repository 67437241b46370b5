// node cookie.mjs URL COOKIE QUERY [VARIABLES [ORIGIN]]: watches a subscription as a browser does, by its cookie and origin.
import { watch } from "./watch.mjs";

const [url, cookie, query, variables, origin = new URL(url).origin] = process.argv.slice(2);
await watch({ url, query, variables, headers: { cookie, origin } });
