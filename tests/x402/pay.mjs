// Asks for something with a client of x402, which pays for it. What to ask for, and with which key, is JSON in the first argument; what came of it
// is JSON on stdout. A reply that asks for patience is asked for again, with the very same request.
import { ExactEvmScheme } from "@x402/evm";
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";
import { decodeXPaymentResponse, wrapFetchWithPayment } from "x402-fetch";

const { version, key, url, ...init } = JSON.parse(process.argv[2]);
const account = privateKeyToAccount(key);
const statuses = [];

async function patient(input, options) {
  const request = new Request(input, options);
  for (;;) {
    const reply = await fetch(request.clone());
    statuses.push(reply.status);
    if (reply.status < 500) return reply;
  }
}

const clients = {
  1: () => wrapFetchWithPayment(patient, createWalletClient({ account, chain: baseSepolia, transport: http() })),
  2: () =>
    wrapFetchWithPaymentFromConfig(patient, {
      schemes: [{ network: "eip155:84532", client: new ExactEvmScheme(account) }],
    }),
};
const reply = await clients[version]()(url, init);
const receipt =
  version === 1
    ? decodeXPaymentResponse(reply.headers.get("x-payment-response"))
    : decodePaymentResponseHeader(reply.headers.get("payment-response"));
console.log(JSON.stringify({ statuses, receipt, payer: account.address, body: await reply.json() }));
