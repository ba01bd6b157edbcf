import "../styles/base.css";
import "../styles/components.css";
import { render } from "preact";
import { applyTheme } from "../shell/theme.ts";
import { ReferencePage } from "./page.tsx";

applyTheme();
const root = document.getElementById("app");
if (root) render(<ReferencePage />, root);
