/** The only way out of the process. Every request has a time limit; there is no default that waits for ever. */
export interface Network {
  /**
   * Aborts at the limit or when `init.signal` does, whichever is first.
   * @param timeout Milliseconds until the request and the reading of its body are given up.
   * @throws DOMException `TimeoutError` at the limit; TypeError on a transport fault.
   */
  request(url: string, timeout: number, init?: RequestInit): Promise<Response>;
}

export const systemNetwork: Network = {
  request: (url, timeout, init) => {
    const limit = AbortSignal.timeout(timeout);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    return fetch(url, { ...init, signal });
  },
};
