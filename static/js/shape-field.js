/* Maps beside the text of shapes in forms (templates/components/shape_field.html).
 *
 * django-leaflet's drawing field does the drawing. Its store is replaced, because it drops the holes of a boundary
 * with several parts, and because here the text may be typed as well: text and map follow each other.
 * A map is made when its fold is open, so a page with many rows costs nothing; rows that are added later work alike.
 */

import { shapesOf } from "./shape-text.js";
import { cut, drawByKeyboard, fill } from "./shape-tools.js";

const DECIMALS = 8; // degrees: about a millimetre
const DENMARK = [[54.5, 7.9], [57.8, 15.2]];
const L = window.L;

const degrees = (number) => String(Number(number.toFixed(DECIMALS)));
const latLngs = (ring) => ring.slice(0, -1).map(([lon, lat]) => [lat, lon]);

function layersOf(geometry, icon) {
  if (geometry?.type === "Point") {
    const [lon, lat] = geometry.coordinates;
    return [L.marker([lat, lon], { icon, keyboard: false })]; // the text is the keyboard's way
  }
  const parts = { Polygon: [geometry?.coordinates], MultiPolygon: geometry?.coordinates }[geometry?.type] ?? [];
  return parts.map((rings) => L.polygon(rings.map(latLngs)));
}

/* Reads and writes the text field; every ring of every part. */
const ShapeStore = L.FieldStore.extend({
  load() {
    const shapes = shapesOf(this.formfield.value, this.options.is_point);
    // Features may touch each other: the server makes one boundary of them, so they are sent as features again.
    this.are_features = shapes.length > 1;
    try {
      return L.featureGroup(shapes.flatMap((shape) => layersOf(shape, this.options.icon)));
    } catch {
      return L.featureGroup(); // what is no shape is said by the server, when the form is saved
    }
  },

  save(group) {
    this.formfield.value = this.write(group.getLayers());
    this.formfield.dispatchEvent(new Event("shape:drawn", { bubbles: true }));
    this.formfield.dispatchEvent(new Event("input", { bubbles: true })); // what was drawn is kept like what is typed
  },

  write(layers) {
    if (!layers.length) return "";
    if (this.options.is_point) {
      const { lat, lng } = layers.at(-1).getLatLng();
      return `${degrees(lat)}, ${degrees(lng)}`;
    }
    const parts = layers.flatMap((layer) => {
      const { type, coordinates } = layer.toGeoJSON(DECIMALS).geometry;
      return type === "MultiPolygon" ? coordinates : [coordinates];
    });
    if (!this.are_features) return JSON.stringify({ type: "MultiPolygon", coordinates: parts });
    const features = parts.map((coordinates) => ({
      type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates },
    }));
    return JSON.stringify({ type: "FeatureCollection", features });
  },
});

const ShapeDrawing = L.GeometryField.extend({
  _controlDrawOptions() {
    const polygons = this.options.is_polygon;
    return {
      edit: { featureGroup: this.drawnItems, edit: { poly: { allowIntersection: false } } },
      draw: {
        polyline: false,
        circle: false,
        circlemarker: false,
        rectangle: polygons && {},
        polygon: polygons && { allowIntersection: false },
        hole: polygons && { allowIntersection: false, texts: this.options.texts, shapeOptions: { className: "shape-cut" } },
        fill: polygons && { texts: this.options.texts },
        marker: this.options.is_point && { icon: this.options.icon },
      },
    };
  },

  /* A hole is cut out of the part around it; everything else is a part of its own. */
  onCreated(event) {
    const { texts } = this.options;
    const changes = {
      hole: () => cut(this.drawnItems, event.layer.getLatLngs()[0]) || texts.holeOutside,
      fill: () => fill(this.drawnItems, event.latlng) || texts.noHoleHere,
    };
    const change = changes[event.layerType];
    if (!change) return L.GeometryField.prototype.onCreated.call(this, event);
    const done = change();
    if (done === true) return this.store.save(this.drawnItems);
    return this.options.say(done);
  },

  /* The drawing tool that is chosen, if any. */
  activeTool() {
    return this._drawControl._toolbars.draw?._activeMode?.handler;
  },

  /* Hectares, parts, holes and corners, in words. */
  summary() {
    const drawn = this.drawnItems.getLayers();
    if (this.options.is_point || !drawn.length) return "";
    const parts = drawn.map((part) => part.getLatLngs());
    const areas = parts.map((rings) => rings.map((ring) => L.GeometryUtil.geodesicArea(ring)));
    const square = areas.reduce((sum, [outer, ...holes]) => sum + outer - holes.reduce((all, one) => all + one, 0), 0);
    const figures = {
      hectares: (square / 10_000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 }),
      parts: parts.length,
      holes: parts.reduce((sum, rings) => sum + rings.length - 1, 0),
      corners: parts.flat().reduce((sum, ring) => sum + ring.length, 0),
    };
    return this.options.texts.summary.replace(/\{(\w+)\}/g, (_, name) => figures[name]);
  },

  /* The text was typed: draw what it says now. */
  reload() {
    this.drawnItems.clearLayers();
    this.load();
  },

  _setView() {
    if (this.drawnItems.getLayers().length) {
      this._map.fitBounds(this.drawnItems.getBounds(), { maxZoom: 15 });
    }
  },

  /* Somebody saves the form while corners are still being moved: that is what they want saved. */
  finish() {
    this._drawControl._toolbars.edit?._activeMode && this._drawControl._toolbars.edit._save();
  },
});

function speak(texts) {
  const { draw, edit } = L.drawLocal;
  Object.assign(draw.toolbar.actions, { title: texts.cancelDrawing, text: texts.cancel });
  Object.assign(draw.toolbar.finish, { title: texts.finish, text: texts.finish });
  Object.assign(draw.toolbar.undo, { title: texts.undo, text: texts.undo });
  Object.assign(draw.toolbar.buttons, {
    polygon: texts.drawPolygon, rectangle: texts.drawRectangle, marker: texts.drawMarker,
  });
  draw.handlers.marker.tooltip.start = texts.placeMarker;
  Object.assign(draw.handlers.polygon.tooltip, { start: texts.start, cont: texts.continue, end: texts.close });
  draw.handlers.polyline.error = texts.crosses;
  draw.handlers.rectangle.tooltip.start = texts.dragRectangle;
  draw.handlers.simpleshape.tooltip.end = texts.release;
  Object.assign(edit.toolbar.actions.save, { title: texts.save, text: texts.save });
  Object.assign(edit.toolbar.actions.cancel, { title: texts.cancel, text: texts.cancel });
  Object.assign(edit.toolbar.actions.clearAll, { title: texts.clearAll, text: texts.clearAll });
  Object.assign(edit.toolbar.buttons, {
    edit: texts.edit, editDisabled: texts.nothingToEdit, remove: texts.remove, removeDisabled: texts.nothingToRemove,
  });
  Object.assign(edit.handlers.edit.tooltip, { text: texts.drag, subtext: "" });
  edit.handlers.remove.tooltip.text = texts.removePart;
}

/* The country's outline, and the layer that the form names: neighbours, which one draws along. */
async function showAround(shape, map, around) {
  const under = shape.aroundLayer ?? (shape.aroundLayer = L.layerGroup().addTo(map));
  under.clearLayers();
  async function add(url, className, keep) {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
      if (!answer.ok) return;
      const options = { interactive: false, filter: keep, style: { className }, pane: "around" };
      L.geoJSON(await answer.json(), { ...options, pointToLayer: () => null }).addTo(under);
    } catch {
      // The drawing works without.
    }
  }
  if (!shape.dataset.tiles) await add(shape.dataset.background, "shape-land");
  if (around) await add(around, "shape-neighbour", (feature) => feature.properties.id !== shape.dataset.own);
}

/* The form's municipality is another one: show that, where nothing is drawn yet. */
function followMunicipality(shape, map, drawing) {
  const places = JSON.parse(shape.dataset.places ?? "{}");
  const choice = shape.closest("form")?.elements.municipality;
  choice?.addEventListener?.("change", () => {
    const place = places[choice.value];
    if (!place) return;
    if (!drawing.drawnItems.getLayers().length) map.fitBounds(boundsOf(place.box));
    showAround(shape, map, place.around);
  });
}

/* A file that is chosen is shown at once, and sent as text. */
function takeFile(shape, text) {
  const file = shape.closest("form")?.querySelector("[data-shape-file]");
  file?.addEventListener("change", async () => {
    if (!file.files.length || file.files[0].size > 2_000_000) return; // the server says that it is too large
    text.value = await file.files[0].text();
    file.value = "";
    text.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function boundsOf(box) {
  const [west, south, east, north] = (box ?? "").split(",").map(Number);
  return north ? [[south, west], [north, east]] : DENMARK;
}

function makeMap(shape) {
  const canvas = shape.querySelector("[data-shape-map]");
  const text = shape.querySelector("[data-shape-text]");
  if (canvas.dataset.ready || text.id.includes("__prefix__")) return;
  canvas.dataset.ready = "yes";

  const texts = JSON.parse(shape.dataset.texts);
  speak(texts);
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", texts.map);

  const moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(canvas, {
    minZoom: 5, maxZoom: 18, zoomControl: false, attributionControl: false, fadeAnimation: moves, zoomAnimation: moves,
  });
  L.control.zoom({ zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(map);
  map.createPane("around").style.zIndex = 350;
  map.fitBounds(boundsOf(shape.dataset.box));
  if (shape.dataset.tiles) {
    L.control.attribution({ prefix: "" }).addTo(map);
    L.tileLayer(shape.dataset.tiles, { attribution: shape.dataset.attribution, maxZoom: 18 }).addTo(map);
  }

  const said = shape.querySelector("[data-shape-said]");
  const say = (words) => { said.textContent = words; };
  const drawing = new ShapeDrawing({
    texts,
    say,
    fieldid: text.id,
    geom_type: shape.dataset.shape,
    srid: 4326,
    modifiable: !text.disabled,
    precision: DECIMALS,
    field_store_class: ShapeStore,
    icon: L.divIcon({ className: "shape-pin", iconSize: [20, 20] }),
  });
  drawing.addTo(map);
  say(drawing.summary());
  text.addEventListener("change", () => {
    drawing.reload();
    say(drawing.summary());
  });
  text.addEventListener("shape:drawn", () => say(drawing.summary()));
  takeFile(shape, text);
  drawByKeyboard(map, () => drawing.activeTool());
  shape.querySelector("[data-shape-keys]").hidden = text.disabled;
  showAround(shape, map, shape.dataset.around);
  followMunicipality(shape, map, drawing);
  // Before any other listener, so that the text is right when the form is sent.
  text.form?.addEventListener("submit", () => drawing.finish(), true);
  canvas.shapeMap = map;
}

function makeOpenMaps(root) {
  for (const shape of root.querySelectorAll("[data-shape]")) {
    if (shape.querySelector("[data-shape-fold]").open && shape.offsetParent) makeMap(shape);
  }
}

// A fold, or a fieldset of the admin that was folded, is opened; "toggle" does not bubble, so it is caught going down.
document.addEventListener("toggle", (event) => makeOpenMaps(event.target), true);
document.addEventListener("toggle", (event) => {
  const shape = event.target.closest?.("[data-shape]");
  if (shape && event.target.matches("[data-shape-fold]") && event.target.open) makeMap(shape);
}, true);
// The admin's "add another" row.
document.addEventListener("formset:added", (event) => makeOpenMaps(event.target));
makeOpenMaps(document);
