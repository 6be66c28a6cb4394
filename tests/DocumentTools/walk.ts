// The platform's main job, call by call, with the client that is generated from its document.
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./client.js";

declare const process: { env: Record<string, string | undefined>; exitCode?: number };

const baseUrl = process.env["BASE_URL"] ?? "";

function headers(own: Record<string, string>): Middleware {
    return {
        onRequest({ request }) {
            for (const [name, value] of Object.entries(own))
                request.headers.set(name, value);
            return request;
        },
    };
}

function client(own: Record<string, string>) {
    const made = createClient<paths>({ baseUrl });
    made.use(headers(own));
    return made;
}

async function signedIn(username: string) {
    const answer = await client({}).POST("/api/v1/auth/token", { body: { username, password: process.env[`PASSWORD_${username}`] ?? "" } });
    return client({ Authorization: `Bearer ${got(answer, "signed in").accessToken}` });
}

function got<T>(answer: { data?: T; error?: unknown; response: Response }, what: string): T {
    if (answer.data === undefined)
        throw new Error(`${what}: ${answer.response.status} ${JSON.stringify(answer.error)}`);
    return answer.data;
}

async function until<T>(read: () => Promise<T | undefined>, what: string): Promise<T> {
    for (let attempt = 0; attempt < 200; attempt++) {
        const found = await read();
        if (found !== undefined)
            return found;
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`not in time: ${what}`);
}

const storefront = client({ "X-Api-Key": process.env["API_KEY"] ?? "" });
const agent = await signedIn("agent");
const customer = client({});

const received = got(await storefront.POST("/api/v1/complaints", {
    body: {
        channel: "web",
        customer: { externalId: "ts-1", name: "王芳", phone: "13800000001", email: "wang2@example.com", orderCount: 12 },
        order: { externalId: "ts-o-1", product: "电热水壶", amount: { amount: "129.00", currency: "CNY" } },
        text: "水壶用了两天就漏电,太危险了,要求退款!",
        expectation: "退款",
    },
}), "received");
const id: string = received.id;
const token = received.trackingUrl.split("/").at(-1) ?? "";

const read = await until(async () => {
    const complaint = got(await agent.GET("/api/v1/complaints/{id}", { params: { path: { id } } }), "complaint");
    return complaint.case?.agent ? complaint : undefined;
}, "an agent is assigned");
if (read.classification?.urgency !== "urgent")
    throw new Error(`urgency ${read.classification?.urgency}`);

got(await agent.POST("/api/v1/cases/{id}/contacts", {
    params: { path: { id } },
    body: { direction: "outgoing", channel: "phone", text: "已致电道歉并了解情况", awaitsCustomer: false },
}), "contact");
const made = got(await agent.POST("/api/v1/cases/{id}/offers", {
    params: { path: { id } },
    body: { alternatives: [{ kind: "refund", value: { amount: "50.00", currency: "CNY" }, note: "部分退款" }, { kind: "exchange", note: "换新" }] },
}), "offers");
const refund = made.offers.find(offer => offer.kind === "refund");
if (!refund)
    throw new Error("no refund among the offers");
got(await customer.POST("/api/v1/track/{token}/offers/{offerId}/acceptance", { params: { path: { token, offerId: refund.id } }, body: {} }), "accepted");

for (;;) {
    const current = await agent.GET("/api/v1/cases/{id}", { params: { path: { id } } });
    const open = got(current, "case").tasks.find(task => task.state !== "done" && task.state !== "cancelled");
    if (!open)
        break;
    got(await agent.PATCH("/api/v1/cases/{id}/tasks/{taskId}", {
        params: { path: { id, taskId: open.id }, header: { "If-Match": current.response.headers.get("ETag") ?? "" } },
        body: { state: "done", result: "退款已到账" },
    }), "task");
}

const resolved = got(await agent.POST("/api/v1/cases/{id}/resolution", { params: { path: { id } }, body: { summary: "已退款50元并致歉" } }), "resolved");
console.log(`walked ${resolved.state}`);
