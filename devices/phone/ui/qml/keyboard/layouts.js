.pragma library

// Rows of keys. A key is its text, or [text, action, width in tenths of the keyboard, description].
// Actions: shift, erase, enter, page:NAME, language; without one a key types its text.
// The arrangement is that of common phone keyboards for Latin script.

const ERASE = ["", "erase", 1.5, "Delete"];
const ENTER = ["", "enter", 1.5, "Enter"];

function bottom(page, label, description, left, right) {
    return [
        [label, "page:" + page, 1.5, description],
        [left, "", 1, left],
        ["", "language", 1, "Switch input language"],
        [" ", "", 4, "Space"],
        [right, "", 1, right],
        ENTER,
    ];
}

const PAGES = {
    letters: [
        "qwertyuiop".split(""),
        "asdfghjkl".split(""),
        [["", "shift", 1.5, "Shift"]].concat("zxcvbnm".split(""), [ERASE]),
        bottom("symbols", "?123", "Symbol keyboard", ",", "."),
    ],
    symbols: [
        "1234567890".split(""),
        "@#$_&-+()/".split(""),
        [["=\\<", "page:more", 1.5, "More symbols"]].concat("*\"':;!?".split(""), [ERASE]),
        bottom("letters", "ABC", "Letter keyboard", ",", "."),
    ],
    more: [
        "~`|•√π÷×§∆".split(""),
        "£¢€¥^°={}\\".split(""),
        [["?123", "page:symbols", 1.5, "Symbol keyboard"]].concat("%©®™✓[]".split(""), [ERASE]),
        bottom("letters", "ABC", "Letter keyboard", "<", ">"),
    ],
    number: [
        [["1", "", 2.7], ["2", "", 2.7], ["3", "", 2.7], ["-", "", 1.9]],
        [["4", "", 2.7], ["5", "", 2.7], ["6", "", 2.7], [" ", "", 1.9, "Space"]],
        [["7", "", 2.7], ["8", "", 2.7], ["9", "", 2.7], ["", "erase", 1.9, "Delete"]],
        [[",", "", 2.7], ["0", "", 2.7], [".", "", 2.7], ["", "enter", 1.9, "Enter"]],
    ],
    phone: [
        [["1", "", 2.7], ["2", "", 2.7], ["3", "", 2.7], ["-", "", 1.9]],
        [["4", "", 2.7], ["5", "", 2.7], ["6", "", 2.7], ["+", "", 1.9]],
        [["7", "", 2.7], ["8", "", 2.7], ["9", "", 2.7], ["", "erase", 1.9, "Delete"]],
        [["*", "", 1.35], ["#", "", 1.35], ["0", "", 2.7], [" ", "", 2.7, "Space"],
            ["", "enter", 1.9, "Enter"]],
    ],
};

const HINTS = { q: "1", w: "2", e: "3", r: "4", t: "5", y: "6", u: "7", i: "8", o: "9", p: "0" };

function rows(page) {
    return (PAGES[page] || PAGES.letters).map(function (row, r) {
        return row.map(function (key, k) {
            const whole = Array.isArray(key) ? key : [key];
            return {
                text: whole[0],
                action: whole[1] || "",
                tenths: whole[2] || 1,
                description: whole[3] || whole[0],
                hint: page === "letters" ? HINTS[whole[0]] || "" : "",
                rid: "key_pos_" + r + "_" + k,
            };
        });
    });
}
