// Subscribes with graphql-ws and prints each event as a line of JSON until the subscription ends.
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

/** Prints the events; ends with status 0 at completion, and with 1 and the reason on standard error otherwise. */
export async function watch({ url, query, variables = "{}", connectionParams, headers = {} }) {
  class WebSocketWithHeaders extends WebSocket {
    constructor(address, protocols) {
      super(address, protocols, { headers });
    }
  }
  const client = createClient({
    url: url.replace(/^http/, "ws"),
    connectionParams,
    webSocketImpl: WebSocketWithHeaders,
    retryAttempts: 0,
  });
  try {
    for await (const event of client.iterate({ query, variables: JSON.parse(variables) })) console.log(JSON.stringify(event));
  } catch (error) {
    console.error(JSON.stringify({ code: error?.code, reason: error?.reason, message: error?.message, errors: error }));
    process.exitCode = 1;
  } finally {
    await client.dispose();
  }
}
