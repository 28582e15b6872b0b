-- What the same rows come to in the cluster: halfMD5 is the first half of MD5 as a number.
select toString(count())                                                                    as all_rows,
       toString(sum(toUInt128(halfMD5(concatWithSeparator(char(31), {{fields}})))))         as all_hashes
       {{sums}}
  from {{view}} as t
 where {{where}}
settings output_format_decimal_trailing_zeros = 0
