import { text } from "../../texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Composer } from "./composer.tsx";

export function ComposeDialog({ onClose, ...rest }: { pod: string; addresses: string[]; from?: string; onClose: () => void }) {
  return (
    <Dialog title={text.mail.composer.newTitle} isWide onClose={onClose}>
      <Composer {...rest} onDone={onClose} />
    </Dialog>
  );
}
