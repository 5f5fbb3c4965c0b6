# What a selector can call and jq itself says best. Each definition sees the ones above it.

def first: .[0];
def last: .[-1];
def nth($n): .[$n];

def error($message): $message | error;
def in(container): . as $key | container | has($key);
def inside(whole): . as $part | whole | contains($part);
def index($wanted): indices($wanted) | .[0];
def rindex($wanted): indices($wanted) | .[-1:][0];

def IN(stream): any(stream == .; .);
def IN(stream; others): any(stream == others; .);
def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] = $row);
def INDEX(key): INDEX(.[]; key);
def JOIN($index; key): [.[] | [., $index[key]]];
def JOIN($index; stream; key): stream | [., $index[key]];
def JOIN($index; stream; key; joined): stream | [., $index[key]] | joined;

def with_entries(change): to_entries | map(change) | from_entries;
def recurse(step; condition): recurse(step | select(condition));
def paths: path(..) | select(length > 0);
def paths(condition): . as $whole | paths | select(. as $path | $whole | getpath($path) | condition);
def leaf_paths: paths(scalars);

def transpose: . as $rows | (map(length) | max // 0) as $width | [range($width) as $i | [$rows[] | .[$i]]];
def combinations: if length == 0 then [] else .[0][] as $head | (.[1:] | combinations) as $tail | [$head] + $tail end;
def combinations($n): . as $items | [range($n) | $items] | combinations;
def truncate_stream(events): . as $depth | null | events | select(.[0] | length > $depth) | .[0] |= .[$depth:];

def ascii: [.] | implode;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todate: todateiso8601;
def fromdate: fromdateiso8601;
def date: todate;
def dateadd(unit; $seconds): . + $seconds;
def datesub(unit; $seconds): . - $seconds;
