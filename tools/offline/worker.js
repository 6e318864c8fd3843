// Lets the book be read without a network, once it was opened with one.
//
// While there is a network, every answer comes from it, so no page is ever stale. What
// is kept is one whole version of the book, for when there is none: each file is kept
// only if it is the one that this version was built with. A sign-in page of a school's
// network is not, nor is an error, nor half of a newer version.

const FILES = {}; // written by the book: path -> the first letters of its SHA-256
const VERSION = ""; // likewise: of all of them

const HOME = self.registration.scope;
const PREFIX = `mnist-core ${HOME} `; // other books of the same host have their own
const CACHE = PREFIX + VERSION;
const AT_ONCE = 4;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(HOME)) event.respondWith(answer(event));
});

/** Keep every file of this version. What an earlier try or version has is not fetched again. */
async function fill() {
  const cache = await caches.open(CACHE);
  const others = (await ours()).filter((name) => name !== CACHE);
  const left = Object.entries(FILES);
  const some = async () => {
    for (let next = left.pop(); next; next = left.pop()) await keep(cache, others, ...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
}

async function keep(cache, others, path, digest) {
  const address = new URL(path, HOME).href;
  if (await cache.match(address)) return;
  for (const cacheName of others) {
    const before = await caches.match(address, { cacheName });
    if (before && (await put(cache, address, before, digest))) return;
  }
  const fresh = await fetch(address, { cache: "no-cache" });
  if (fresh.ok && (await put(cache, address, fresh, digest))) return;
  throw new Error(`${path} is not what this version was built with`); // tried again at the next visit
}

/** Whether it is the right file; then it is kept. */
async function put(cache, address, { body, headers }, digest) {
  const bytes = await new Response(body).arrayBuffer();
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const letters = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!letters.startsWith(digest)) return false;
  const type = headers.get("Content-Type") ?? "";
  await cache.put(address, new Response(bytes, { headers: { "Content-Type": type } }));
  return true;
}

async function ours() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

async function forgetOthers() {
  for (const name of await ours()) if (name !== CACHE) await caches.delete(name);
}

/** From the network, pages as they are there now; where that fails, what is kept. */
async function answer(event) {
  const isPage = event.request.mode === "navigate";
  try {
    const fresh = await fetch(event.request, isPage ? { cache: "no-cache" } : {});
    if (fresh.status < 500) {
      remember(event, fresh);
      return fresh;
    }
    return (await kept(event.request)) ?? fresh;
  } catch (error) {
    const before = await kept(event.request);
    if (before) return before;
    throw error;
  }
}

/** A large picture is kept when it was seen. */
function remember(event, fresh) {
  const { url, destination } = event.request;
  const listed = url.slice(HOME.length) in FILES;
  if (fresh.status !== 200 || destination !== "image" || listed) return;
  const copy = fresh.clone();
  event.waitUntil(
    caches.has(CACHE).then(async (there) => there && (await caches.open(CACHE)).put(url, copy)).catch(() => {}),
  );
}

/** Whatever stands behind the question mark: it is for the page. */
function kept(request) {
  const address = new URL(request.url);
  address.search = address.hash = "";
  if (address.pathname.endsWith("/")) address.pathname += "index.html";
  return caches.match(address.href, { cacheName: CACHE });
}
