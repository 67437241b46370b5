// node subscribe.mjs URL KEY QUERY [VARIABLES]: watches a subscription, signed in by an API key.
import { watch } from "./watch.mjs";

const [url, key, query, variables] = process.argv.slice(2);
await watch({ url, query, variables, connectionParams: { authorization: `Bearer ${key}` } });
