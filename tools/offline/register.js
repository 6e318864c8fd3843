// What every page of a published book loads: some seconds after it is at rest, the
// browser is told to keep the book, and pages with a line of the class "reads-offline"
// show it once that is done. Readers who save data are left alone.
(() => {
  const AFTER = 4000; // milliseconds; the page comes first
  if (!("serviceWorker" in navigator) || navigator.connection?.saveData) return;
  const worker = new URL("service-worker.js", document.currentScript.src);
  addEventListener("load", () => {
    setTimeout(() => {
      navigator.serviceWorker.register(worker, { updateViaCache: "none" }).catch(() => {});
    }, AFTER);
  });
  navigator.serviceWorker.ready.then(() => {
    for (const line of document.querySelectorAll(".reads-offline")) line.hidden = false;
  });
})();
