// Every behaviour of the pages. Each attaches itself by data-* attributes and is harmless where they are absent.
import "./theme.js";
import "./dialog.js";
import "./menu.js";
import "./drawer.js";
import "./navigation.js";
import "./shortcuts.js";
import "./palette.js";
import "./countdown.js";
import "./search-select.js";
import "./autosubmit.js";
import "./composer.js";
import "./draft.js";
import "./mention.js";
import "./insert.js";
import "./keeps-open.js";
import "./reply-template.js";
import "./flash.js";
import "./list.js";
import "./selection.js";
import "./table-labels.js";
import "./rating.js";
import "./signature.js";
import "./chart.js";
import "./submit-once.js";
import "./unsaved.js";
import "./copy.js";
import "./grow.js";
import "./htmx-answers.js";
import "./live.js";
import "./presence.js";
import "./ringing.js";
import "./shown-for.js";
import "./time-spent.js";
import "./wrong-field.js";  // after search-select.js, whose box takes the place of its list

document.documentElement.classList.add("has-js");
