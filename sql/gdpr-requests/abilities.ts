/** Why the person cannot withdraw this request now; null when they can. */
export function withdrawRefusal(request: {
  readonly type: string;
  readonly state: string;
}): string | null {
  if (request.state === "withdrawn") return "The request is withdrawn already.";
  if (request.type !== "erasure") return "Only the deletion of an account can be withdrawn.";
  return request.state === "received" ? null : "The erasure has begun.";
}
