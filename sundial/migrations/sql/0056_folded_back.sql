create or replace function sundial_folded(words text) returns text
    immutable strict parallel safe
    return translate(
        case when octet_length(words) = char_length(words) then words
            else translate(normalize(regexp_replace(normalize(words, nfkd), '[\u0300-\u036f]', '', 'g'), nfc),
                '“”„‘’‚«»‹›–—…·•¡¿', repeat(' ', 17)) end,
        './@:_-+<>&~?=%#', repeat(' ', 15));
