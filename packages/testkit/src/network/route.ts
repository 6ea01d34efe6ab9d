/** An answer outside the model: an account's endpoint, a refreshed token. */
export interface RouteReply {
  /** Default 200. */
  readonly status?: number;
  /** Sent as JSON; a string is sent as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds before the response. Default 0. */
  readonly delayMs?: number;
}

export type Route = RouteReply | ((request: RouteRequest) => RouteReply);

/** What a function that answers is asked with. */
export interface RouteRequest {
  readonly body: unknown;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}
