// What is shown where no screen is, or where one failed.
import { Component, type ComponentChildren } from "preact";
import { text } from "../texts.ts";
import { to } from "../routes.ts";
import { Page } from "../ui/page.tsx";
import { Empty, ErrorNotice } from "../ui/states.tsx";

export function NotFound() {
  return (
    <Page title={text.errors.notFound}>
      <Empty title={text.errors.notFound}>
        <p>{text.errors.notFoundFix}</p>
        <a class="button" href={to("/")}>{text.nav.home}</a>
      </Empty>
    </Page>
  );
}

interface Properties {
  /** The address: at another one, it is tried again. */
  path?: string;
  children: ComponentChildren;
}

/** A screen that throws does not take the console with it. */
export class ScreenError extends Component<Properties, { error?: unknown }> {
  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ error });
  }

  override componentDidUpdate({ path }: Properties) {
    if (path !== this.props.path && this.state.error !== undefined) this.setState({ error: undefined });
  }

  render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <Page title={text.errors.screenTitle}>
        <ErrorNotice headline={text.errors.screen} fix={text.errors.screenFix} onRetry={() => location.reload()} />
      </Page>
    );
  }
}
