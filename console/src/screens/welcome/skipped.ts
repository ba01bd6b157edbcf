// Whether a person left the introduction without making an agent.
const STORE = "warren.welcome";

export const isWelcomeSkipped = () => localStorage.getItem(STORE) === "skipped";
export const skipWelcome = () => localStorage.setItem(STORE, "skipped");
