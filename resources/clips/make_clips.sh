#!/usr/bin/env bash
# Makes the sample clips out of the drawings in scenes/ and a synthetic voice:
#   make_clips.sh        (needs ffmpeg, espeak-ng, rsvg-convert, and the fonts DejaVu and Noto CJK)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=../samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fps=25 pause=0.6
nearer="z='1+0.0012*on':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'"

seconds() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1"; }

stamp() {
  awk -v t="$1" 'BEGIN {
    ms = int(t * 1000 + 0.5)
    printf "%02d:%02d:%02d,%03d", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000
  }'
}

# Arguments: name, voice, speed, then a scene, a sentence and how it is spoken (empty: as it is
# written) in turn. Leaves name.mp4 and the cues in $work/name.srt.
make_clip() {
  local name=$1 voice=$2 speed=$3 at=0 number=0 length scene
  shift 3
  : >"$work/$name.srt"
  : >"$work/$name.list"
  while [ $# -gt 0 ]; do
    number=$((number + 1))
    scene=$work/$name-$number
    rsvg-convert -w 1280 -h 720 "scenes/$1.svg" -o "$scene.png"
    espeak-ng -v "$voice" -s "$speed" -w "$scene.wav" "${3:-$2}"
    length=$(awk -v s="$(seconds "$scene.wav")" -v p=$pause -v f=$fps \
      'BEGIN { printf "%.2f", int((s + p) * f + 1) / f }')
    # The picture comes slowly nearer, so that no two frames are the same.
    ffmpeg -v error -y -loop 1 -framerate $fps -i "$scene.png" -i "$scene.wav" -t "$length" \
      -vf "zoompan=$nearer:d=1:s=640x360:fps=$fps,format=yuv420p" \
      -af "apad,aresample=22050" -ac 1 -c:v libx264 -preset veryslow -crf 26 -g 50 \
      -c:a aac -b:a 48k "$scene.mkv"
    printf "file '%s'\n" "$scene.mkv" >>"$work/$name.list"
    printf '%d\n%s --> %s\n%s\n\n' $number "$(stamp "$at")" \
      "$(stamp "$(awk -v a="$at" -v l="$length" -v p=$pause 'BEGIN { print a + l - p }')")" \
      "$2" >>"$work/$name.srt"
    at=$(awk -v a="$at" -v l="$length" 'BEGIN { print a + l }')
    shift 3
  done
}

make_clip umbrella en-us 150 \
  train-rain "The train was cancelled again and we stood two hours in the cold rain." "" \
  umbrella "Then a stranger shared her red umbrella with me." "" \
  rainbow "We laughed all the way home, what a wonderful evening!" ""
# English: the subtitles inside the clip.
ffmpeg -v error -y -f concat -safe 0 -i "$work/umbrella.list" -i "$work/umbrella.srt" \
  -map 0 -map 1 -c copy -c:s mov_text \
  -metadata:s:s:0 language=eng -movflags +faststart $out/umbrella.mp4

# The voice reads no characters, only how they sound.
make_clip noodles cmn-latn-pinyin 130 \
  noodles "这家小店的面条又香又热，老板特别热情。" \
  "zhe4 jia1 xiao3 dian4 de5 mian4 tiao2 you4 xiang1 you4 re4, lao3 ban3 te4 bie2 re4 qing2." \
  queue "可是排队的人太多了，站了一个小时，真让人着急。" \
  "ke3 shi4 pai2 dui4 de5 ren2 tai4 duo1 le5, zhan4 le5 yi2 ge4 xiao3 shi2, \
zhen1 rang4 ren2 zhao2 ji2." \
  again "味道值得等，下次我还会再来！" \
  "wei4 dao5 zhi2 de5 deng3, xia4 ci4 wo3 hai2 hui4 zai4 lai2!"
# Chinese: a file of subtitles beside it.
ffmpeg -v error -y -f concat -safe 0 -i "$work/noodles.list" -map 0 -c copy \
  -movflags +faststart $out/noodles.mp4
cp "$work/noodles.srt" $out/noodles.srt
ls -l $out/umbrella.mp4 $out/noodles.mp4 $out/noodles.srt
