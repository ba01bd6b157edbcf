import { useEffect, useState } from "preact/hooks";
import { rememberWanted, session } from "../../api/session.ts";
import { SIGN_IN, to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { EmailForm } from "./email_form.tsx";
import { LinkSent } from "./link_sent.tsx";
import { NewKey } from "./new_key.tsx";
import styles from "./sign_in.module.css";
import { SignUpForm } from "./sign_up_form.tsx";

type Step = { name: "email" } | { name: "sign up" } | { name: "key"; key: string; email: string } | { name: "sent"; email: string };

/** Shown at every address while nobody is signed in. After signing in, that address is opened. */
export default function SignIn() {
  const [step, setStep] = useState<Step>({ name: "email" });
  const [before] = useState(session.value?.token);
  const isOwnAddress = location.pathname === to(SIGN_IN.path);
  useEffect(() => {
    document.title = `${text.signIn.title} · ${text.product}`;
  }, []);
  // Somebody signed in in another tab: here, too. At other addresses the screen of the address appears by itself.
  const token = session.value?.token;
  useEffect(() => {
    if (token && token !== before && isOwnAddress) location.replace(to("/"));
  }, [token]);
  const sent = (email: string) => {
    if (!isOwnAddress) rememberWanted(location.pathname + location.search + location.hash);
    setStep({ name: "sent", email });
  };
  return (
    <main class={styles["page"]}>
      <div class={styles["box"]}>
        <header class={styles["brand"]}><img src="/console/icon.svg" alt="" />{text.product}</header>
        {step.name === "email" && <EmailForm onSent={sent} onSignUp={() => setStep({ name: "sign up" })} />}
        {step.name === "sign up" && <SignUpForm onMade={(key, email) => setStep({ name: "key", key, email })} onSignIn={() => setStep({ name: "email" })} />}
        {step.name === "key" && <NewKey value={step.key} email={step.email} onSent={sent} />}
        {step.name === "sent" && <LinkSent email={step.email} onOther={() => setStep({ name: "email" })} />}
      </div>
    </main>
  );
}
