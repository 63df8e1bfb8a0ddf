"""toybox-like commands over the phone's disk, in the formats that clients parse."""

# ruff: noqa: E501 - tables, one row a line

import gzip
import re

import pytest

TREE = (
    "mkdir -p /sdcard/T/sub && cd /sdcard/T && echo one > a.txt && echo two > 'b c.txt' &&"
    " printf '3\\n1\\n2\\n2\\n' > n.txt && echo deep > sub/d.txt; cd /sdcard/T; "
)

# fmt: off
ROWS = [
    ("ls", "a.txt\nb c.txt\nn.txt\nsub\n"),
    ("ls -a | head -2", ".\n..\n"),
    ("ls -p", "a.txt\nb c.txt\nn.txt\nsub/\n"),
    ("ls -d sub a.txt", "a.txt\nsub\n"),
    ("ls sub a.txt", "a.txt\n\nsub:\nd.txt\n"),
    ("ls -R .", ".:\na.txt\nb c.txt\nn.txt\nsub\n\n./sub:\nd.txt\n"),
    ("ls -S *.txt | head -1", "n.txt\n"),
    ("rm a.txt; [ -e a.txt ]; echo $?", "1\n"),
    ("rm -rf sub nothing; ls", "a.txt\nb c.txt\nn.txt\n"),
    ("rm -r ./*; ls", ""),
    ("mkdir -p x/y/z && touch x/y/z/f && find x", "x\nx/y\nx/y/z\nx/y/z/f\n"),
    ("cp a.txt c.txt && cat c.txt", "one\n"),
    ("cp -r sub copy && cat copy/d.txt", "deep\n"),
    ("cp -a sub/. copy2 && ls copy2", "d.txt\n"),
    ("cp a.txt sub && cat sub/a.txt", "one\n"),
    ("cp -a a.txt q; [ a.txt -nt q ] || [ q -nt a.txt ] || echo same time", "same time\n"),
    ("mv a.txt z && ls z", "z\n"),
    ("mv a.txt sub/ && ls sub", "a.txt\nd.txt\n"),
    ("mv sub renamed && cat renamed/d.txt", "deep\n"),
    ("ln -s a.txt l && cat l && readlink l && realpath l", "one\na.txt\n/storage/emulated/0/T/a.txt\n"),
    ("ln -s /sdcard/T abs; cat abs/a.txt; rm abs; cat a.txt", "one\none\n"),
    ("find . -type f | sort", "./a.txt\n./b c.txt\n./n.txt\n./sub/d.txt\n"),
    ("find . -type f -o -type d | wc -l", "6\n"),
    ("find /sdcard/T -maxdepth 1 -name '*.txt' | wc -l", "3\n"),
    ("find . -name 'd*' -exec echo found {} \\;", "found ./sub/d.txt\n"),
    ("find . ! -name '*.txt' -type d", ".\n./sub\n"),
    ("find . \\( -name a.txt -o -name n.txt \\) -print", "./a.txt\n./n.txt\n"),
    ("find . -mindepth 1 -delete; ls", ""),
    ("find . -size +4c -name '*.txt'", "./n.txt\n./sub/d.txt\n"),
    ("stat -c '%s %F %a %n' a.txt sub", "4 regular file 644 a.txt\n4096 directory 755 sub\n"),
    ("chmod 600 a.txt; stat -c %a a.txt; chmod u+x,go=r a.txt; stat -c %A a.txt", "600\n-rwxr--r--\n"),
    ("chmod 777 -R .; stat -c %a sub/d.txt", "777\n"),
    ("touch -d '2020-01-02 03:04:05' a.txt; date -r a.txt +%F_%T", "2020-01-02_03:04:05\n"),
    ("basename /x/y.z .z; dirname /x/y.z; dirname y", "y\n/x\n.\n"),
    ("wc -l n.txt; wc < n.txt; wc -c a.txt n.txt", "4 n.txt\n4 4 8\n4 a.txt\n8 n.txt\n12 total\n"),
    ("head -n 2 n.txt; head -1 n.txt; tail -n 1 n.txt; tail -n +3 n.txt", "3\n1\n3\n2\n2\n2\n"),
    ("head -c 3 a.txt; tail -c 3 a.txt", "onene\n"),
    ("sort n.txt | uniq -c", "      1 1\n      2 2\n      1 3\n"),
    ("sort -rn n.txt | head -1; sort -u n.txt | wc -l", "3\n3\n"),
    ("printf 'b 2\\na 10\\n' | sort -k2n", "b 2\na 10\n"),
    ("printf 'b:2\\na:10\\n' | sort -t: -k2,2nr", "a:10\nb:2\n"),
    ("echo a:b:c | cut -d: -f2; echo a:b:c | cut -d: -f1,3; echo abcdef | cut -c2-4", "b\na:c\nbcd\n"),
    ("echo abc | tr a-c A-C; echo aabb | tr -s a; echo a1b2 | tr -d '[:digit:]'", "ABC\nabb\nab\n"),
    ("echo x | tee t1 t2; cat t1 t2", "x\nx\nx\n"),
    ("echo 'a.txt n.txt' | xargs wc -l | tail -1", "5 total\n"),
    ("ls *.txt | xargs -I{} echo '<{}>'", "<a.txt>\n<b c.txt>\n<n.txt>\n"),
    ("find . -name '*.txt' -print0 | xargs -0 cat | wc -l", "7\n"),
    ("md5sum a.txt; sha1sum < a.txt | cut -c1-8", "5bbf5a52328e7439ae6e719dfe712200  a.txt\nc7059bb1\n"),
    ("base64 a.txt; echo b25lCg== | base64 -d", "b25lCg==\none\n"),
    ("gzip -c a.txt | gzip -d; gzip n.txt; ls n*; gunzip n.txt.gz; ls n*", "one\nn.txt.gz\nn.txt\n"),
    ("printf 'a\\nb\\n' > p; printf '1\\n2\\n' | paste p -; rev p; tac p; nl p",
     "a\t1\nb\t2\na\nb\nb\na\n     1\ta\n     2\tb\n"),
    ("cmp a.txt a.txt && cmp -s a.txt n.txt; echo $?", "1\n"),
    ("dd if=n.txt of=o bs=1 skip=2 count=2 2>/dev/null; cat o", "1\n"),
    ("seq 3; seq 2 2 6; seq -s, 3", "1\n2\n3\n2\n4\n6\n1,2,3\n"),
    ("printf '%05d|%-4s|%x|%s\\n' 42 ab 255 end", "00042|ab  |ff|end\n"),
    ("printf '%s-' a b c; printf '%b' 'x\\ty\\n'", "a-b-c-x\ty\n"),
    # grep
    ("grep one a.txt; grep -c 2 n.txt; grep -n 2 n.txt; grep -v 2 n.txt", "one\n2\n3:2\n4:2\n3\n1\n"),
    ("grep -E 'o(n|x)e' a.txt; grep -i ONE a.txt; grep -o n a.txt", "one\none\nn\n"),
    ("grep -l o *.txt; grep -h o a.txt 'b c.txt'; grep -r deep .", "a.txt\nb c.txt\none\ntwo\n./sub/d.txt:deep\n"),
    ("grep -q zzz a.txt; echo $?; grep x /none 2>/dev/null; echo $?", "1\n2\n"),
    ("printf '1\\n2\\n3\\n4\\n' | grep -A1 2; echo a.b | grep -F a.b; echo word | grep -w wor; echo $?",
     "2\n3\na.b\n1\n"),
    ("echo 'id=12 id=7' | grep -o 'id=[0-9]*'", "id=12\nid=7\n"),
    ("echo 'a+b' | grep 'a+b'; echo aab | grep 'a\\+b'; echo x1 | grep '[[:digit:]]$'", "a+b\naab\nx1\n"),
    # sed and awk
    ("sed 's/one/1/' a.txt; sed -n 2p n.txt; sed 2d n.txt; sed '$d' n.txt", "1\n1\n3\n2\n2\n3\n1\n2\n"),
    ("echo a=b | sed 's/\\(.\\)=\\(.\\)/\\2=\\1/'; echo abc | sed -E 's/(b)/[\\1]/'", "b=a\na[b]c\n"),
    ("sed -i s/one/two/ a.txt; cat a.txt; echo /a/b | sed 's|/|-|g'; echo aa | sed 's/a/&b/2'", "two\n-a-b\naab\n"),
    ("sed -n '/1/,/2/p' n.txt; sed '/3/!d' n.txt; echo x | sed -e 'a\\' -e 'after'", "1\n2\n3\nx\nafter\n"),
    ("echo 'a b c' | awk '{print $2, NF}'; echo a:b | awk -F: '{print $NF}'", "b 3\nb\n"),
    ("awk '$1 > 1 {s += $1} END {print s, NR}' n.txt; awk '/2/' n.txt", "7 4\n2\n2\n"),
    ("awk -v x=5 'BEGIN {print x * 2; printf \"%03d\\n\", 7}'", "10\n007\n"),
    ("awk 'NR==2{print; exit}' n.txt; awk 'END{print length(\"abc\"), toupper(\"x\")}' a.txt", "1\n3 X\n"),
    ("echo 'k=v;q' | awk '{split($0, a, /[=;]/); print a[2]; sub(/v/, \"w\"); print}'", "v\nk=w;q\n"),
    ("awk '{c[$1]++} END {for (k in c) if (c[k] > 1) print k, c[k]}' n.txt", "2 2\n"),
]
# fmt: on


@pytest.fixture(scope="module")
def tree(shared_shell):
    def run(command):
        shared_shell("rm -rf /sdcard/T")
        return shared_shell.out(TREE + command)

    return run


@pytest.mark.parametrize(("command", "printed"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_commands(tree, command, printed):
    assert tree(command) == printed


# fmt: off
FAILING = [
    ("cat /none", 1, "cat: /none: No such file or directory\n"),
    ("ls /none", 1, "ls: /none: No such file or directory\n"),
    ("rm /none", 1, "rm: /none: No such file or directory\n"),
    ("rm /sdcard", 1, "rm: /sdcard: Is a directory\n"),
    ("rm -r /sdcard", 1, "rm: /sdcard: Device or resource busy\n"),
    ("mkdir /sdcard", 1, "mkdir: '/sdcard': File exists\n"),
    ("mkdir /none/x", 1, "mkdir: '/none/x': No such file or directory\n"),
    ("rmdir /sdcard/Documents", 1, "rmdir: /sdcard/Documents: Directory not empty\n"),
    ("cp /none /sdcard", 1, "cp: /none: No such file or directory\n"),
    ("cp -r /sdcard /sdcard/Download", 1, "cp: /sdcard: Invalid argument\n"),
    ("ls -Y", 1, "ls: Unknown option 'Y'\n"),
    ("grep '[' x", 2, "grep: bad regex: brackets ([ ]) not balanced\n"),
    ("cut -f", 1, "cut: Missing argument to -f\n"),
    ("head -n x", 1, "head: not a number 'x'\n"),
    ("echo x | base64 -d", 1, "base64: bad input\n"),
    ("echo x | gzip -d", 1, "gzip: not gzip data\n"),
    ("sed 's/a'", 1, "sed: unterminated /\n"),
    ("awk '{print'", 2, "awk: syntax error at 'end of program'\n"),
    ("chmod xyz /sdcard", 1, "chmod: bad mode 'xyz'\n"),
    ("ping -c 1 example.org", 2, "ping: 1: Network is unreachable\n"),
]
# fmt: on


@pytest.mark.parametrize(("command", "status", "said"), FAILING, ids=[row[0] for row in FAILING])
def test_failures(shared_shell, command, status, said):
    answer = shared_shell(command)

    assert (answer.err, answer.status) == (said, status)


def test_ls_in_the_form_android_world_reads(shell):
    shell.out(
        "echo one > /sdcard/Documents/Markor/n.md; touch -d @1697384040 /sdcard/Documents/Markor/n.md"
    )

    line = shell.out("ls /storage/emulated/0/Documents/Markor -ll -au | grep n.md")
    assert re.fullmatch(
        r"-rw-r--r-- 1 u0_a160 +media_rw +4 2023-10-15 15:34:00\.000000000 \+0000 n\.md\n", line
    )
    assert shell.out("ls -l /sdcard/Documents/Markor/n.md").endswith(
        "4 2023-10-15 15:34 /sdcard/Documents/Markor/n.md\n"
    )


def test_a_gzip_bomb_is_refused(shell, monkeypatch):
    from devices.phone.shell.commands import checksums

    monkeypatch.setattr(checksums, "INFLATED_BYTES", 1 << 20)
    with shell.files.open("/sdcard/b.gz", "wb") as file:
        file.write(gzip.compress(bytes(8 << 20)))

    assert "unpacks to more than" in shell("gzip -dc /sdcard/b.gz > /dev/null").err


# fmt: off
SQL = [
    ("create table t(a, b); insert into t values (1, 'x;y'), (2, null); select * from t;", "1|x;y\n2|\n"),
    ("select 1; select 2", "1\n2\n"),
    ("select 1.5, 'a|b', x'6869'", "1.5|a|b|hi\n"),
    (".tables", ""),
]
# fmt: on


@pytest.mark.parametrize(("sql", "printed"), SQL)
def test_sqlite3_prints_lists(shell, sql, printed):
    assert shell.out(f'sqlite3 /sdcard/x.db "{sql}"') == printed


def test_sqlite3_reads_the_phones_own_databases(shell):
    database = "/data/data/com.android.providers.contacts/databases/contacts2.db"

    assert int(shell.out(f"sqlite3 {database} 'select count(*) from raw_contacts'")) > 0
    assert "raw_contacts" in shell.out(f"sqlite3 {database} .tables")
    assert "CREATE TABLE" in shell.out(f"sqlite3 {database} '.schema raw_contacts'")
    assert shell.out("echo 'select 1;' | sqlite3 -header :memory:") == "1\n1\n"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select nope", "no such column: nope"),
        ("bad", 'near "bad": syntax error'),
        ("attach 'x' as y", "not authorized"),
    ],
)
def test_sqlite3_says_what_is_wrong(shell, sql, said):
    answer = shell(f'sqlite3 /sdcard/x.db "{sql}"')

    assert answer.status == 1
    assert said in answer.err
