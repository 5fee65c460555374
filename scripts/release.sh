#!/usr/bin/env bash
# Tag the version of pyproject.toml and build its packages. Pushes and uploads nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() { echo "release: $*" >&2; exit 1; }

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
tag="v$version"
[ -n "$version" ] || stop "pyproject.toml names no version"
[ -z "$(git status --porcelain)" ] || stop "the folder has changes that are not committed (git status)"
grep -Eq "^## ${version//./\\.}, [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md ||
    stop "CHANGELOG.md has no heading '## $version, YYYY-MM-DD'"
! git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null || stop "the tag $tag is there already"

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
.venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir "$built" . ./selfstudy
for wheel in "$built"/*.whl; do
    ! .venv/bin/python -m zipfile --list "$wheel" |
        grep -E '(submitted|autograded|feedback)/.*/|gradebook\.db|\.course-secret' ||
        stop "$(basename "$wheel") holds the data of a class"
done

git tag --annotate "$tag" --message "Version $version"
mkdir -p dist
cp "$built"/*.whl dist/
echo "$tag is made, and $(cd "$built" && ls -x *.whl) in dist/. To publish them: git push origin $tag"
