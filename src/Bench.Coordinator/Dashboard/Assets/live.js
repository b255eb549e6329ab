// The live stream. The browser comes back by itself and names the last event it saw; the server goes on after it.
const retryClosed = 3000;

export class Live {
  #url;
  #handlers;
  #status = document.getElementById("live");
  #source;
  #last;
  #ended = false;

  constructor(url, after, handlers) {
    this.#url = url;
    this.#last = after;
    this.#handlers = handlers;
    this.#open();
    addEventListener("pagehide", () => this.#source.close());
    addEventListener("pageshow", (e) => e.persisted && this.#open());
  }

  #open() {
    const url = this.#last ? `${this.#url}?after=${encodeURIComponent(this.#last)}` : this.#url;
    const source = new EventSource(url);
    this.#source = source;
    for (const kind of Object.keys(this.#handlers)) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId) this.#last = event.lastEventId;
        this.#handlers[kind](JSON.parse(event.data), event.lastEventId);
      });
    }
    source.addEventListener("open", () => this.#show("live", "live"));
    source.addEventListener("end", () => {
      this.#ended = true;
      source.close();
      this.#show("ended", "the run is sealed");
    });
    source.addEventListener("error", () => {
      if (this.#ended) return;
      this.#show("lost", "connection lost, trying again");
      // An answer that is no stream ends the browser's own tries.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#open(), retryClosed);
    });
  }

  #show(state, text) {
    this.#status.dataset.state = state;
    if (this.#status.textContent.trim() !== text) this.#status.textContent = text;
  }
}
