// Messages for the measurements. They are the same in every run.

const words = `agent inbox message letter thread invoice shipment order account confirm number street morning garden
  window answer question meeting report figure station bridge river mountain paper pencil coffee winter summer autumn
  spring silver copper simple careful distant narrow gentle sudden public common modern early later always never often
  perhaps between without through against during before after under above carry bring follow return measure deliver
  arrive depart remember forget promise explain describe repeat consider expect`.split(/\s+/);

/** Text of about this many bytes. */
export function text(bytes, seed) {
  const lines = [];
  for (let length = 0, state = seed + 1; length < bytes; ) {
    const line = [];
    while (line.length < 11) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      line.push(words[(state >>> 16) % words.length]);
    }
    lines.push(line.join(" "));
    length += lines.at(-1).length + 2;
  }
  return lines.join("\r\n");
}

/** A raw message whose Message-ID begins with `name`. Every third message replies to the one before it. */
export function mail(name, number, to, body, attachment = "") {
  const sender = `writer${number % 97}@sender${number % 23}.example`;
  const id = (number) => `<${name}-${number}@sender.example>`;
  const boundary = "----=_bench";
  const head = [
    `Received: from mail.sender.example by mx.example; Mon, 5 Jan 2026 10:00:00 +0000`,
    `From: "Writer ${number % 97}" <${sender}>`,
    `To: <${to}>`,
    `Subject: ${text(30, number).slice(0, 40).trim()} ${number}`,
    `Date: Mon, 5 Jan 2026 10:00:00 +0000`,
    `Message-ID: ${id(number)}`,
    ...(number % 3 === 1 ? [`In-Reply-To: ${id(number - 1)}`, `References: ${id(number - 1)}`] : []),
    `MIME-Version: 1.0`,
  ];
  const plain = [`Content-Type: text/plain; charset=utf-8`, `Content-Transfer-Encoding: 7bit`, ``, body];
  if (!attachment) return Buffer.from([...head, ...plain, ``].join("\r\n"));
  const file = [
    `Content-Type: application/pdf; name="report.pdf"`,
    `Content-Disposition: attachment; filename="report.pdf"`,
    `Content-Transfer-Encoding: base64`,
  ];
  const mixed = `Content-Type: multipart/mixed; boundary="${boundary}"`;
  const parts = [`--${boundary}`, ...plain, `--${boundary}`, ...file, ``, attachment, `--${boundary}--`, ``];
  return Buffer.from([...head, mixed, ``, ...parts].join("\r\n"));
}

/** A message of this many bytes: 2 KB of text, and an attachment if the rest is large enough, else more text. */
export function sized(bytes, name, number, to) {
  if (bytes < 100_000) return mail(name, number, to, text(bytes - 450, number));
  return mail(name, number, to, text(2_000, number), base64(bytes - 3_000));
}

/** Lines of base64. */
function base64(bytes) {
  const line = Buffer.from(text(57, 1)).subarray(0, 57).toString("base64");
  return `${line}\r\n`.repeat(bytes / (line.length + 2));
}
