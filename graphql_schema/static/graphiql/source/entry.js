// What ../app.js needs from npm, in one file.
import "graphiql/style.css";
export { createElement, useEffect, useState } from "react";
export { createRoot } from "react-dom/client";
export { GraphiQL } from "graphiql";
export { createGraphiQLFetcher } from "@graphiql/toolkit";
export { createClient } from "graphql-ws";
