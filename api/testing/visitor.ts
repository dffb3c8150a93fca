export type Visit = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
};

/** Who keeps cookies, as a browser does, and sends the page's origin with what it writes. */
export type Visitor = {
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Visit>;
};

export function createVisitor(origin: string, session: string): Visitor {
  const jar = new Map([["fs_session", session]]);
  return {
    send: async (method, path, body, headers = {}) => {
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: {
          Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
          Origin: origin,
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [name, value] = (line.split(";")[0] ?? "").split("=", 2);
        if (name !== undefined && value !== undefined) jar.set(name, value);
      }
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
    },
  };
}
