"""What is taken from which package, and where it comes to rest in the repository."""

FONTS = "static/vendor/fonts"
KATEX = "static/vendor/katex"
HIGHLIGHT = "static/vendor/highlight"
MARKDOWN = "static/vendor/markdown-it"
LUCIDE = "static/vendor/lucide"
AXE = "tests/vendor"

# (file in node_modules, file in the repository)
COPIES = [
    ("@fontsource-variable/fraunces/LICENSE", f"{FONTS}/fraunces.LICENSE"),
    (
        "@fontsource-variable/fraunces/files/fraunces-latin-soft-normal.woff2",
        f"{FONTS}/fraunces-latin.woff2",
    ),
    (
        "@fontsource-variable/fraunces/files/fraunces-latin-ext-soft-normal.woff2",
        f"{FONTS}/fraunces-latin-ext.woff2",
    ),
    ("@fontsource-variable/inter/LICENSE", f"{FONTS}/inter.LICENSE"),
    (
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        f"{FONTS}/inter-latin.woff2",
    ),
    (
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
        f"{FONTS}/inter-latin-ext.woff2",
    ),
    ("@fontsource-variable/jetbrains-mono/LICENSE", f"{FONTS}/jetbrains-mono.LICENSE"),
    (
        "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
        f"{FONTS}/jetbrains-mono-latin.woff2",
    ),
    (
        "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-ext-wght-normal.woff2",
        f"{FONTS}/jetbrains-mono-latin-ext.woff2",
    ),
    ("@highlightjs/cdn-assets/LICENSE", f"{HIGHLIGHT}/LICENSE"),
    ("@highlightjs/cdn-assets/es/highlight.min.js", f"{HIGHLIGHT}/highlight.js"),
    ("katex/LICENSE", f"{KATEX}/LICENSE"),
    ("katex/dist/katex.min.js", f"{KATEX}/katex.js"),
    ("markdown-it/LICENSE", f"{MARKDOWN}/LICENSE"),
    ("markdown-it/dist/browser/markdown-it.esm.min.mjs", f"{MARKDOWN}/markdown-it.js"),
    # bundled inside markdown-it
    ("entities/LICENSE", f"{MARKDOWN}/entities.LICENSE"),
    ("linkify-it/LICENSE", f"{MARKDOWN}/linkify-it.LICENSE"),
    ("mdurl/LICENSE", f"{MARKDOWN}/mdurl.LICENSE"),
    ("punycode.js/LICENSE-MIT.txt", f"{MARKDOWN}/punycode.LICENSE"),
    ("uc.micro/LICENSE.txt", f"{MARKDOWN}/uc.micro.LICENSE"),
    ("lucide-static/LICENSE", f"{LUCIDE}/LICENSE"),
    ("axe-core/LICENSE", f"{AXE}/axe.LICENSE"),
    ("axe-core/LICENSE-3RD-PARTY.txt", f"{AXE}/axe.LICENSE-3RD-PARTY.txt"),
    ("axe-core/axe.min.js", f"{AXE}/axe.min.js"),
]

SPRITE = f"{LUCIDE}/icons.svg"
ICONS = [
    "arrow-left", "arrow-right", "arrow-up", "check", "chevron-down", "circle-alert", "copy",
    "download", "equal", "external-link", "file-text", "fingerprint", "history", "info",
    "key-round", "keyboard", "list-ordered", "log-out", "mail", "monitor-smartphone", "plus",
    "refresh-cw", "repeat-2", "scale", "shield-check", "square", "sun-moon", "swords", "trash-2",
    "user", "wifi-off", "x",
]  # fmt: skip
