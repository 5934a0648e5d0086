// Maps of the same set that a table shows, and the link between the two.
//
// Hooks are data- attributes: [data-map] is a map, tr[data-feature="area-12"] is the row of the feature whose
// properties.id is "area-12". Text from data is only ever set as textContent.

const SMALLEST = 12; // pixels: a shape that would be smaller is shown by a dot as well
const SMALLEST_DOT = 4.5; // pixels
const CROWDED = 10; // pixels: dots nearer to a click than this are one crowd
const FAR = 8; // zoom below which dots that tell no need are small, so that they do not hide each other
const NEAR = 11; // zoom from which a layer that was sent as points is asked for again with its shapes
const MOST_MARKS = 400; // figures written on shapes: more would lie on top of each other
const L = window.L;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function pathStyle(properties, isPoint) {
  const names = isPoint ? ["shape", "shape--dot"] : ["shape"];
  for (const word of (properties.kind || "").split(" ").filter(Boolean)) names.push(`shape--${word}`);
  if (properties.approximate) names.push("shape--approximate");
  return { className: names.join(" "), color: colour("--shape"), weight: 2, ...(isPoint && { radius: properties.radius || (properties.mark ? 11 : 7) }) };
}

// On canvas there are no classes and no patterns: the level is the shade, and what is out of step is larger and edged.
function painter() {
  const known = new Map();
  const read = (name) => {
    if (!known.has(name)) known.set(name, colour(name));
    return known.get(name);
  };
  return (properties) => {
    const kind = properties.kind || "";
    const level = /(?:^| )need-([1-4])/.exec(kind);
    const stands = /(?:^| )(?:gap|stays|uncovered)(?: |$)/.test(kind);
    if (!level) return { color: read("--shape"), radius: 4, fillOpacity: kind === "unsaid" ? 0.05 : 0.5 };
    return {
      color: read(stands ? "--ink" : "--need-4"), own: read(stands ? "--ink" : "--need-4"), fillColor: read(`--need-${level[1]}`), fillOpacity: 0.9,
      weight: stands ? 2.5 : 1, radius: stands ? 6 : 4,
    };
  };
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

class LinkedMap {
  constructor(host) {
    this.host = host;
    this.words = host.dataset;
    this.layers = new Map(); // feature id → its Leaflet layers (an effort may have several shapes)
    this.requested = 0;
    this.map = L.map(host, {
      center: [55.95, 10.6], zoom: 6, minZoom: 5, maxZoom: 18, zoomControl: false, attributionControl: false,
      fadeAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      scrollWheelZoom: false,
    });
    // A wheel over the page scrolls the page, until one has taken hold of the map.
    this.map.on("focus click", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur mouseout", () => this.map.scrollWheelZoom.disable());
    L.control.zoom({ zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
    host.setAttribute("role", "region");
    host.setAttribute("aria-label", this.words.label);
    this.addGround();
    this.shapes = L.featureGroup().addTo(this.map);
    this.dots = L.layerGroup().addTo(this.map);
    this.map.on("zoomend", () => this.showDots());
    this.linkRows();
    this.startView();
    this.load();
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(host);
    // On paper the map has another size: all of it must be there.
    matchMedia("print").addEventListener("change", () => {
      this.map.invalidateSize({ animate: false });
      this.look();
    });
  }

  addGround() {
    this.map.createPane("ground").style.zIndex = 150;
    if (this.words.backgroundUrl) {
      fetch(this.words.backgroundUrl).then((answer) => (answer.ok ? answer.json() : null)).then((land) => {
        if (!land) return;
        L.geoJSON(land, { pane: "ground", interactive: false, style: { className: "land", weight: 1 } }).addTo(this.map);
      }).catch(() => {});
    }
    if (!this.words.tiles) return;
    L.control.attribution({ prefix: false }).addTo(this.map);
    const tiles = L.tileLayer(this.words.tiles, { attribution: this.words.attribution, maxZoom: 19, className: "tiles" });
    let failed = 0;
    // No tiles: the drawn ground below is enough; asking on would only fill the log.
    tiles.on("tileerror", () => { failed += 1; if (failed >= 3) tiles.remove(); });
    tiles.on("tileload", () => { failed = -Infinity; });
    tiles.addTo(this.map);
  }

  startView() {
    const box = (this.words.box || "").split(",").map(Number);
    if (box.length === 4 && box.every(Number.isFinite)) {
      this.box = [[box[1], box[0]], [box[3], box[2]]];
      this.look();
    }
  }

  async load(box) {
    const turn = ++this.requested;
    try {
      const embedded = this.words.layerId && document.getElementById(this.words.layerId);
      const data = embedded ? JSON.parse(embedded.textContent) : await this.fetchLayer(box);
      if (turn === this.requested) this.show(data, Boolean(box));
    } catch {
      this.say(this.words.failed);
    }
  }

  async fetchLayer(box) {
    const url = new URL(this.words.layerUrl, location.href);
    if (box) url.searchParams.set("box", box);
    const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return answer.json();
  }

  show(data, keepView) {
    this.shapes.clearLayers();
    this.dots.clearLayers();
    this.layers.clear();
    this.outlines = [];
    this.points = [];
    const many = data.features.length > 1500;
    const canvas = many ? L.canvas({ padding: 0.3 }) : undefined;
    const painted = painter();
    this.marks = data.features.length <= MOST_MARKS;
    L.geoJSON(data, {
      style: (feature) => pathStyle(feature.properties, !many && feature.geometry.type === "Point"),
      pointToLayer: (feature, at) => L.circleMarker(at, {
        ...pathStyle(feature.properties, true), ...(canvas && { renderer: canvas, ...painted(feature.properties) }),
      }),
      onEachFeature: (feature, layer) => this.prepare(feature.properties, layer),
    }).addTo(this.shapes);
    if (!keepView && !this.box) this.look();
    this.points.sort((one, other) => one[2] - other[2]); // the greatest need lies on top
    this.showDots();
    if (data.shapes === false && !this.watching) this.watchZoom();
    this.host.dispatchEvent(new CustomEvent("map:shown", { bubbles: true, detail: { map: this } }));
  }

  // All that the page is about: the box it names, else all the shapes.
  look() {
    const bounds = this.box || this.shapes.getBounds();
    if (this.box) this.map.fitBounds(bounds, { animate: false });
    else if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: 15, animate: false });
  }

  watchZoom() {
    this.watching = true;
    let near = false;
    this.map.on("moveend", () => {
      const close = this.map.getZoom() >= NEAR;
      if (close) this.load(this.map.getBounds().pad(0.2).toBBoxString());
      else if (near) this.load("-180,-90,180,90");
      near = close;
    });
  }

  prepare(properties, layer) {
    const { id } = properties;
    if (!this.layers.has(id)) this.layers.set(id, []);
    this.layers.get(id).push(layer);
    layer.bindTooltip(element("span", properties.name || ""), { sticky: true });
    this.listen(properties, layer);
    const level = Number(/(?:^| )need-([1-4])/.exec(properties.kind || "")?.[1] || 0);
    if (layer instanceof L.CircleMarker && !properties.radius) this.points.push([layer, layer.getRadius(), level]);
    if (layer instanceof L.Polygon) {
      const radius = properties.mark ? 11 : 5;
      const dot = L.circleMarker(layer.getBounds().getCenter(), pathStyle({ kind: properties.kind, radius }, true));
      dot.bindTooltip(element("span", properties.name || ""), { sticky: true });
      this.listen(properties, dot);
      this.layers.get(id).push(dot);
      this.outlines.push([layer, dot]);
      this.points.push([dot, radius, level]);
    }
    if (properties.mark && this.marks) this.write(properties.mark, layer, level);
  }

  // A figure on the shape says what its shade says. It is not in anyone's way: the shape below takes the pointer.
  write(mark, layer, level) {
    const icon = L.divIcon({ className: `shape-mark${level ? "" : " shape-mark--near"}`, html: element("span", mark), iconSize: [20, 20] });
    const at = layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng();
    this.shapes.addLayer(L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: 1000 * level }));
  }

  listen(properties, layer) {
    layer.on("mouseover", () => this.light(properties.id, true));
    layer.on("mouseout", () => this.light(properties.id, false));
    layer.on("click", (event) => this.choose(properties, event.latlng));
  }

  // From far away an area is a speck that nobody can see or hit.
  showDots() {
    for (const [shape, dot] of this.outlines || []) {
      const box = shape.getBounds();
      const size = this.map.latLngToLayerPoint(box.getSouthEast()).subtract(this.map.latLngToLayerPoint(box.getNorthWest()));
      const small = Math.max(size.x, size.y) < SMALLEST;
      shape.getElement()?.classList.toggle("shape--small", small);
      if (small) this.dots.addLayer(dot);
      else this.dots.removeLayer(dot);
    }
    this.sizePoints();
  }

  // Points on canvas have the size that suits thousands.
  sizePoints() {
    const far = this.map.getZoom() < FAR;
    this.host.classList.toggle("is-far", far);
    for (const [point, radius, level] of this.points || []) {
      if (point.options.renderer) continue;
      point.setRadius(far && !level ? Math.min(radius, SMALLEST_DOT) : radius);
      if (level && point._map) point.bringToFront();
    }
  }

  rows(id) {
    return document.querySelectorAll(`[data-feature="${CSS.escape(id)}"]`);
  }

  light(id, on, raise = false) {
    for (const layer of this.layers.get(id) || []) {
      const path = layer.getElement?.();
      if (path) path.classList.toggle("shape--lit", on);
      else if (layer._map) layer.setStyle?.({ color: on ? colour("--shape-lit") : layer.options.own || colour("--shape") });
      // Never for a shape under the pointer: moving it in the page makes the browser lose its click.
      if (raise && on && path) layer.bringToFront?.();
    }
    for (const row of this.rows(id)) row.classList.toggle("is-lit", on);
  }

  // Gives all shapes of a thing a look of their own.
  mark(id, name, on) {
    for (const layer of this.layers.get(id) || []) {
      layer.options.className = on ? `${layer.options.className} ${name}` : layer.options.className.replace(` ${name}`, "");
      layer.getElement?.()?.classList.toggle(name, on);
    }
  }

  choose(properties, at) {
    // A page may take a click for itself: picking an area, say.
    const taken = new CustomEvent("map:choose", { bubbles: true, cancelable: true, detail: { id: properties.id } });
    if (!this.host.dispatchEvent(taken) || this.partCrowd(at)) return;
    const row = this.rows(properties.id)[0];
    const link = row?.querySelector("a[href]");
    this.popup(properties, at);
    if (!link) return;
    row.scrollIntoView({ block: "nearest" });
    link.focus({ preventScroll: true });
  }

  // Where dots lie on each other, a click comes closer; which of them was meant cannot be known.
  partCrowd(at) {
    if (this.map.getZoom() >= FAR) return false;
    const spot = this.map.latLngToLayerPoint(at);
    const crowd = [...this.layers.values()].map(([first]) => first).filter((layer) => {
      const middle = layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng();
      return this.map.latLngToLayerPoint(middle).distanceTo(spot) < CROWDED;
    });
    if (crowd.length < 2) return false;
    const bounds = L.featureGroup(crowd).getBounds();
    this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: 14 });
    return true;
  }

  popup(properties, at) {
    const box = document.createElement("div");
    box.append(element("strong", properties.name || ""));
    for (const line of [properties.note, properties.approximate && this.words.approximate]) {
      if (line) box.append(element("p", line));
    }
    if (properties.url && /^\/(?!\/)/.test(properties.url)) {
      const link = element("a", this.words.open);
      link.href = properties.url;
      box.append(link);
    }
    const popup = L.popup({ autoPanPadding: [24, 24] }).setLatLng(at).setContent(box).openOn(this.map);
    popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", this.words.close);
  }

  linkRows() {
    for (const row of document.querySelectorAll("[data-feature]")) {
      const id = row.dataset.feature;
      for (const [kind, on] of [["mouseenter", true], ["focusin", true], ["mouseleave", false], ["focusout", false]]) {
        row.addEventListener(kind, () => this.light(id, on, true));
      }
    }
  }

  say(text) {
    const note = element("p", text || "");
    note.className = "map__note";
    note.setAttribute("role", "status");
    this.host.append(note);
  }
}

for (const host of document.querySelectorAll("[data-map]")) {
  if (L) new LinkedMap(host);
}
