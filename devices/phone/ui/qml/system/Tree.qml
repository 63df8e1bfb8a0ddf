import QtQuick

// Walks the items on the screen and writes them down; the rules are in devices/phone/ui/README.md.
QtObject {
    function dump(root, width, height) {
        const rows = [];
        visit(root, -1, "com.android.systemui", 0, 0, width, height, rows);
        // What a dialog covers is not there for an accessibility service.
        let last = -1;
        for (let i = 0; i < rows.length; ++i)
            if (rows[i][9])
                last = i;
        if (last >= 0)
            hide(rows, last);
        return JSON.stringify(rows.map(row => row.slice(0, 9)));
    }

    function hide(rows, modal) {
        const keep = new Set();
        for (let at = modal; at >= 0; at = rows[at][0])
            keep.add(at);
        const inside = at => {
            for (; at >= 0; at = rows[at][0])
                if (at === modal)
                    return true;
            return false;
        };
        const box = rows[modal][1];
        const map = [];
        const kept = [];
        for (let i = 0; i < rows.length; ++i) {
            const b = rows[i][1];
            const under = i < modal && b[0] >= box[0] - 1 && b[1] >= box[1] - 1 && b[2] <= box[2] + 1 && b[3] <= box[3] + 1;
            if (under && !keep.has(i) && !inside(i)) {
                map.push(-2);
            } else {
                map.push(kept.length);
                kept.push(rows[i]);
            }
        }
        for (const row of kept) {
            while (row[0] >= 0 && map[row[0]] === -2)
                row[0] = rows[row[0]][0];
            row[0] = row[0] >= 0 ? map[row[0]] : -1;
        }
        rows.length = 0;
        rows.push(...kept);
    }

    function visit(item, parent, pkg, left, top, right, bottom, rows) {
        if (!item.visible || item.opacity === 0)
            return;
        if (item.pkg !== undefined && item.pkg !== "")
            pkg = item.pkg;
        let rid = item.rid, cls = item.cls;
        let seen = rid !== undefined || cls !== undefined;
        let role = 0;
        if (!seen && item.Accessible) {
            role = item.Accessible.role;
            seen = role !== Accessible.NoRole && role !== undefined;
        }
        if (seen && item.unseen === true)
            seen = false;
        let x = 0, y = 0, r = 0, b = 0;
        if (seen || item.clip) {
            const box = item.mapToItem(null, 0, 0, item.width, item.height);
            x = Math.max(left, box.x);
            y = Math.max(top, box.y);
            r = Math.min(right, box.x + box.width);
            b = Math.min(bottom, box.y + box.height);
            if (item.clip) {
                if (r - x < 1 || b - y < 1)
                    return;
                left = x;
                top = y;
                right = r;
                bottom = b;
            }
        }
        if (seen && r - x >= 2 && b - y >= 2) {
            rows.push(row(item, parent, pkg, role, [x, y, r, b], rid || "", cls || ""));
            parent = rows.length - 1;
        }
        const children = item.children;
        const count = children.length;
        let sorted = null;
        for (let i = 0; i < count; ++i) {
            if (children[i].z !== 0) {
                sorted = Array.from(children).map((c, n) => [c.z, n, c]).sort((a, c) => a[0] - c[0] || a[1] - c[1]);
                break;
            }
        }
        for (let i = 0; i < count; ++i)
            visit(sorted ? sorted[i][2] : children[i], parent, pkg, left, top, right, bottom, rows);
    }

    function row(item, parent, pkg, role, box, rid, cls) {
        const input = item.inputMethodHints !== undefined && item.cursorPosition !== undefined;
        const roles = { 43: "android.widget.Button", 44: "android.widget.CheckBox", 45: "android.widget.RadioButton", 42: "android.widget.EditText", 41: "android.widget.TextView" };
        if (cls === "")
            cls = input ? "android.widget.EditText" : item.text !== undefined && item.font !== undefined ? "android.widget.TextView" : roles[role] || "android.view.View";
        let text = typeof item.text === "string" && item.text !== undefined ? item.text : "";
        if (text === "" && typeof item.displayText === "string")
            text = item.displayText;
        const password = input && (item.hidden === true || (item.echoMode !== undefined && item.echoMode !== 0));
        if (password)
            text = "•".repeat(text.length);
        let name = item.desc !== undefined ? item.desc : "";
        if (name === "" && role && text === "")
            name = item.Accessible.name;
        const pressable = role === 43 || role === 44 || role === 45;
        const enabled = item.enabled;
        const flags = [item.checkable === true, item.checked === true, item.clickable === true || input || (pressable && item.clickable !== false),
            enabled, item.clickable === true || input || pressable, input && item.activeFocus, item.scrollable === true, item.holds === true || input, password,
            item.selected === true];
        let bits = 0;
        for (let i = 0; i < flags.length; ++i)
            if (flags[i])
                bits |= 1 << i;
        return [parent, box, text, item.hint || "", name || "", rid, cls, pkg, bits, item.modal === true];
    }
}
