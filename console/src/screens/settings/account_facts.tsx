import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type Account, type Me } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useCan } from "../../api/me.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { Badge, Card } from "../../ui/page.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import styles from "./settings.module.css";

export function AccountFacts({ account, me }: { account: Account; me: Me | undefined }) {
  const can = useCan();
  const addresses = useQuery({ queryKey: ["mail", "home", "addresses"], queryFn: () => content(api.GET("/v1/email/addresses")), enabled: can("mail:read") });
  const own = addresses.data?.addresses;
  return (
    <Card title={text.settings.account} isPadded>
      <div class="column">
        <dl class="facts">
          <dt>{text.settings.name}</dt><dd>{account.name}</dd>
          <dt>{text.settings.id}</dt><dd><Copyable value={account.id} /></dd>
          <dt>{text.settings.tier}</dt><dd><Badge>{text.settings.tiers[account.tier]}</Badge></dd>
          {me?.member && <><dt>{text.settings.person}</dt><dd>{me.member.name ?? me.member.email}. {text.settings.role(me.member.role)}</dd></>}
          {account.slug && <><dt>{text.settings.slug}</dt><dd><Copyable value={account.slug} /></dd></>}
          {own && (
            <>
              <dt>{text.settings.addresses}</dt>
              <dd class="column tight">{own.length > 0 ? own.map((address) => <Copyable key={address} value={address} />) : text.settings.addressesNone}</dd>
            </>
          )}
        </dl>
        {!account.slug && can("account:write") && <SlugForm />}
      </div>
    </Card>
  );
}

/** The account's name in paths, which can be set once. */
function SlugForm() {
  const [slug, setSlug, forget] = useDraft("settings.slug", "");
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await api.PUT("/v1/account/slug", { body: { slug: slug.trim() } });
      forget();
      toast(text.settings.slugSet);
      await queries.invalidateQueries({ queryKey: ["account"] });
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <form class="column tight" onSubmit={submit}>
      <div class={styles["line"]}>
        <Field label={text.settings.slug} hint={text.settings.slugHint} required value={slug} autoCapitalize="none" spellcheck={false} onInput={({ currentTarget }) => setSlug(currentTarget.value)} />
        <Button type="submit" disabled={isBusy}>{text.settings.setSlug}</Button>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
    </form>
  );
}
