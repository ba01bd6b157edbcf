import "./styles/base.css";
import "./styles/components.css";
import "./styles/shell.css";
import { render } from "preact";
import { takeSessionFromUrl } from "./api/session.ts";
import { App } from "./app.tsx";
import { applyTheme } from "./shell/theme.ts";

takeSessionFromUrl();
applyTheme();
const root = document.getElementById("app");
if (root) render(<App />, root);
