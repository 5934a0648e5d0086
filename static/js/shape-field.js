/* Maps beside the text of shapes in forms (templates/components/shape_field.html).
 *
 * django-leaflet's drawing field does the drawing. Its store is replaced, because it drops the holes of a boundary
 * with several parts, and because here the text may be typed as well: text and map follow each other.
 * A map is made when its fold is open, so a page with many rows costs nothing; rows that are added later work alike.
 */

const DECIMALS = 8; // degrees: about a millimetre
const DENMARK = [[54.5, 7.9], [57.8, 15.2]];
const L = window.L;

const degrees = (number) => String(Number(number.toFixed(DECIMALS)));

function parsePoint(text) {
  const pair = text.match(/^\s*(-?\d{1,3}(?:[.,]\d+)?)\s*(?:[;\s]|,\s|,(?=-?\d+\.))\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$/);
  if (!pair) return null;
  const [lat, lon] = [pair[1], pair[2]].map((number) => Number(number.replace(",", ".")));
  return { type: "Point", coordinates: [lon, lat] };
}

function parseShape(text) {
  try {
    const data = JSON.parse(text);
    const geometry = data.type === "Feature" ? data.geometry : data;
    return data.crs ? null : geometry; // other grids are the server's business
  } catch {
    return null;
  }
}

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
    const text = this.formfield.value;
    try {
      return L.featureGroup(layersOf(parsePoint(text) ?? parseShape(text), this.options.icon));
    } catch {
      return L.featureGroup(); // what is no shape is said by the server, when the form is saved
    }
  },

  save(group) {
    this.formfield.value = this.write(group.getLayers());
    this.formfield.dispatchEvent(new Event("shape:drawn", { bubbles: true }));
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
    return JSON.stringify({ type: "MultiPolygon", coordinates: parts });
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
        marker: this.options.is_point && { icon: this.options.icon },
      },
    };
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

function makeMap(shape) {
  const canvas = shape.querySelector("[data-shape-map]");
  const text = shape.querySelector("[data-shape-text]");
  if (canvas.dataset.ready || text.id.includes("__prefix__")) return;
  canvas.dataset.ready = "yes";

  const texts = JSON.parse(shape.dataset.texts);
  speak(texts);
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", texts.map);

  const map = L.map(canvas, { minZoom: 5, maxZoom: 18, zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(map);
  const [west, south, east, north] = (shape.dataset.box ?? "").split(",").map(Number);
  map.fitBounds(north ? [[south, west], [north, east]] : DENMARK);
  if (shape.dataset.tiles) {
    L.control.attribution({ prefix: "" }).addTo(map);
    L.tileLayer(shape.dataset.tiles, { attribution: shape.dataset.attribution, maxZoom: 18 }).addTo(map);
  }

  const drawing = new ShapeDrawing({
    fieldid: text.id,
    geom_type: shape.dataset.shape,
    srid: 4326,
    modifiable: !text.disabled,
    precision: DECIMALS,
    field_store_class: ShapeStore,
    icon: L.divIcon({ className: "shape-pin", iconSize: [20, 20] }),
  });
  drawing.addTo(map);
  text.addEventListener("change", () => drawing.reload());
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
