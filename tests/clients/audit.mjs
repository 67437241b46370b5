// node audit.mjs URL KEY: runs the audits of graphql-http and prints their outcome as one line of JSON.
import { serverAudits } from "graphql-http";

const [url, key] = process.argv.slice(2);

/** The same fetch with the key on every request. */
function fetchWithKey(address, options = {}) {
  const headers = new Headers(options.headers);
  headers.set("authorization", `Bearer ${key}`);
  return fetch(address, { ...options, headers });
}

const outcome = {};
for (const level of ["must", "should", "may"]) Object.assign(outcome, { [`${level}_ok`]: 0, [`${level}_failed`]: [] });

for (const audit of serverAudits({ url, fetchFn: fetchWithKey })) {
  const level = audit.name.split(" ")[0].toLowerCase();
  const result = await audit.fn();
  if (result.status === "ok") outcome[`${level}_ok`] += 1;
  else outcome[`${level}_failed`].push(`${audit.id} ${audit.name}: ${result.reason}`);
}
console.log(JSON.stringify(outcome));
