// GraphiQL with a bar to sign in, and tabs that walk through the main job.
import { createElement, createGraphiQLFetcher, createRoot, GraphiQL } from "./graphiql.js";

const endpoint = new URL("graphql", location.href);
const socket = new URL(endpoint);
socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";

const STORED_TABS = "graphiql:tabState";
const element = (id) => document.getElementById(id);

/** Sends one operation with the session cookie and gives its data, or throws what went wrong as a sentence. */
async function ask(query, variables = {}) {
  const answer = await fetch(endpoint, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json().catch(() => ({}));
  if (errors?.length) throw new Error(errors[0].message);
  if (!data) throw new Error(`The server answered with status ${answer.status}.`);
  return data;
}

/** Runs a mutation whose payload may carry errors, and gives the payload. */
async function act(query, variables) {
  const [payload] = Object.values(await ask(query, variables));
  if (payload.errors.length) throw new Error(payload.errors.map((error) => error.message).join(" "));
  return payload;
}

// --- signing in ---------------------------------------------------------------------------------------------------------

const LOG_IN = `mutation LogIn($input: LogInInput!) { logIn(input: $input) { user { id } errors { message } } }`;
const REGISTER = `mutation Register($input: RegisterInput!) { register(input: $input) { user { id } errors { message } } }`;
const LOG_OUT = `mutation LogOut { logOut { errors { message } } }`;

/** Who is signed in, or null. */
async function findViewer() {
  try {
    return (await ask("query { viewer { name email } }")).viewer;
  } catch {
    return null; // an answer that refuses to say is a visitor who is not signed in
  }
}

/** Carries out a step of signing in or out, then starts the page anew so that everything is seen by the new person. */
async function attempt(step) {
  const buttons = [...document.querySelectorAll("#bar button")];
  element("problem").textContent = "";
  for (const button of buttons) button.disabled = true;
  try {
    await step();
    location.reload();
  } catch (error) {
    element("problem").textContent = error.message;
    for (const button of buttons) button.disabled = false;
  }
}

function showSignIn() {
  const form = element("sign-in");
  let registering = false;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { email, password, name } = Object.fromEntries(new FormData(form));
    const input = registering ? { email, password, name } : { email, password };
    attempt(() => act(registering ? REGISTER : LOG_IN, { input }));
  });
  element("switch").addEventListener("click", () => {
    registering = !registering;
    element("name-label").hidden = !registering;
    form.elements.name.required = registering;
    form.elements.password.autocomplete = registering ? "new-password" : "current-password";
    element("submit").textContent = registering ? "Create account" : "Sign in";
    element("switch").textContent = registering ? "I have an account" : "Create an account";
  });
}

function showSignedIn(viewer) {
  element("who").textContent = `${viewer.name} (${viewer.email})`;
  element("sign-out").addEventListener("click", () => attempt(() => act(LOG_OUT)));
  element("signed-in").hidden = false;
}

// --- examples -----------------------------------------------------------------------------------------------------------

const KNOWN_IDS = `query KnownIds {
  viewer { spaces(first: 1) { nodes {
    id
    prompts(first: 1) { nodes { id commits(first: 1) { nodes { id } } } }
    experiments(first: 1) { nodes { id latestRun { id } } }
  } } }
}`;

/** Ids of the viewer's own things, for the variables of the examples; empty as long as there are none. */
async function findKnownIds() {
  const data = await ask(KNOWN_IDS).catch(() => null);
  const space = data?.viewer?.spaces.nodes[0];
  const prompt = space?.prompts.nodes[0];
  const experiment = space?.experiments.nodes[0];
  return {
    space: space?.id,
    prompt: prompt?.id,
    commit: prompt?.commits.nodes[0]?.id,
    experiment: experiment?.id,
    run: experiment?.latestRun?.id,
  };
}

/** The variables with each empty value replaced by the id known for its name. */
function fillBlanks(text, known) {
  let variables;
  try {
    variables = JSON.parse(text);
  } catch {
    return text; // someone is in the middle of typing it
  }
  const filled = Object.entries(variables ?? {}).map(([name, value]) => [name, value === "" ? (known[name] ?? "") : value]);
  return filled.length ? JSON.stringify(Object.fromEntries(filled), null, 2) : text;
}

/** One tab for each operation of the file, with its variables as blanks. */
async function readExamples(known) {
  const text = await (await fetch(new URL("examples.graphql", import.meta.url))).text();
  return text
    .split(/^(?=# Tab: )/m)
    .filter((part) => part.startsWith("# Tab: "))
    .map((part) => {
      const query = part.replace("# Tab: ", "# ").trim() + "\n";
      const names = [...query.matchAll(/\$(\w+): ID\b/g)].map(([, name]) => name);
      const blanks = JSON.stringify(Object.fromEntries(names.map((name) => [name, ""])));
      return { query, variables: names.length ? fillBlanks(blanks, known) : "", headers: "" };
    });
}

/** Fills the blanks of tabs kept from an earlier visit, such as the one before signing in. */
function fillStoredTabs(known) {
  const stored = JSON.parse(localStorage.getItem(STORED_TABS) ?? "null");
  if (!stored?.tabs) return;
  for (const tab of stored.tabs) tab.variables = fillBlanks(tab.variables ?? "", known);
  localStorage.setItem(STORED_TABS, JSON.stringify(stored));
}

// --- the page -----------------------------------------------------------------------------------------------------------

const viewer = await findViewer();
if (viewer) showSignedIn(viewer);
else showSignIn();

const known = viewer ? await findKnownIds() : {};
const defaultTabs = await readExamples(known);
fillStoredTabs(known);

const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
  enableIncrementalDelivery: false,
  fetch: (url, options) => fetch(url, { ...options, credentials: "same-origin" }),
});
createRoot(element("graphiql")).render(
  createElement(GraphiQL, { fetcher, defaultTabs, defaultEditorToolsVisibility: "variables", shouldPersistHeaders: false }),
);
