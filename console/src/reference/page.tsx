import { useEffect, useRef } from "preact/hooks";
import { Header } from "../docs/header.tsx";
import { text } from "../texts.ts";
import styles from "./reference.module.css";
import { startViewer, type Viewer } from "./viewer.ts";

export function ReferencePage() {
  const place = useRef<HTMLDivElement>(null);
  const viewer = useRef<Viewer | null>(null);
  useEffect(() => {
    if (place.current) viewer.current = startViewer(place.current);
  }, []);
  return (
    <>
      <Header place="reference">
        <input
          type="search" class={`input ${styles["find"]}`} aria-label={text.docs.find} placeholder={text.docs.findHint}
          onInput={({ currentTarget }) => viewer.current?.find(currentTarget.value)}
        />
      </Header>
      <div id="content" tabIndex={-1} class={styles["reference"]} ref={place} />
    </>
  );
}
